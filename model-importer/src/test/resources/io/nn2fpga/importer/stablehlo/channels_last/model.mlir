module @jit_channels_last attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x8x8x2xf32>) -> (tensor<1x5xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[[[0.0712022781, 0.357761115, -0.139915094, 0.187926248], [-0.294174165, -0.410635382, 4.92803345E-4, 1.46484971]], [[-0.622190237, -0.215425119, 0.338366508, -0.741573333], [0.377848089, 0.251266629, 0.198182851, 0.247257546]], [[0.402293473, -0.00253870874, 0.248958856, 0.138031155], [-0.949281454, 0.258946657, 0.279915243, -0.0639592484]]], [[[-0.291885108, -0.0364603698, 0.907577931, -0.619757533], [-0.595448792, 0.194597065, -0.640172302, -0.188558608]], [[0.433302343, -0.784551441, 0.309462637, -0.965818285], [-0.10039115, -0.732889533, -5.388260e-01, 0.103520207]], [[0.980726838, -0.0515268482, 0.438375711, -0.449652821], [-0.475544393, -0.744239747, -1.01282883, -0.103477731]]], [[[0.188593164, 1.36250257, 0.653724909, 0.264747888], [-0.230955705, -0.479850918, 0.275278568, -0.568899035]], [[0.37630263, 0.650871634, 0.832352817, 0.35122937], [-0.650590658, 0.289542943, -0.125070348, -0.597627878]], [[0.158482745, 0.021682933, 0.010125787, 0.933959066], [0.176308826, 0.158763334, 0.512057066, -0.642827808]]]]> : tensor<3x3x2x4xf32>
    %cst_0 = stablehlo.constant dense<[0.572656453, 0.362058908, 0.131837398, 0.818159759]> : tensor<4xf32>
    %cst_1 = stablehlo.constant dense<[0.129343137, 0.734502971, -0.268068522, -0.0240344089]> : tensor<4xf32>
    %cst_2 = stablehlo.constant dense<[-0.513393342, -1.02215457, 1.33050883, -0.125593364]> : tensor<4xf32>
    %cst_3 = stablehlo.constant dense<[-0.30600822, 0.107914589, 0.358217478, 0.751369655]> : tensor<4xf32>
    %cst_4 = stablehlo.constant dense<[-0.224472955, -0.367269456, -1.10959256, -0.0793495923]> : tensor<4xf32>
    %cst_5 = stablehlo.constant dense<[-0.146738783, -0.93827033, -0.134160385, -0.0672829375]> : tensor<4xf32>
    %cst_6 = stablehlo.constant dense<[0.655478894, -0.108511515, 0.810452878, 0.782685518]> : tensor<4xf32>
    %cst_7 = stablehlo.constant dense<[-0.716855227, -0.553958476, -0.155541629, -0.0817440748]> : tensor<4xf32>
    %cst_8 = stablehlo.constant dense<"0x0000F33E6F6649BF31810ABF121E70BF49B52ABF89ED28BFBD9402BF3FC712BEDD1DE6BECB3121BFA1AE4B3DD4A67D3F5B32333E2E1431BFE279993EB9E656BE71977CBF7CEF1FBFFBF2183F3A932B3D6C0C2DBE2543123F38B608BF0644583F75F6473FB4A3B2BEA22AFCBEF2CB9E3EA560BCBE0E36D1BE41EEB83EC577E1BE0DEB84BCFCD7E93E230B22BD57FF05BF765545BFEDA0643F811CF5BDC4BE3F3F0068583E3DA5FB3E92476A3EC8CF3EBFBC82943F496910BF83FD2E3F4269D5BE6BDC493ED57FD63E6708B13EF3C299BD64F8103E72F49F3DC1F6AEBDC26096BFB960ED3EDE3141BFB2DAF1BE1197163F4702083F0EEE2CBF5335453F6370C33E3A69E0BD6D8F173FF64999BEA85AC3BEBBF8F23ECCAD5B3E2EA7403FAB9F4A3E56E099BEECD2613E8D0E4C3F1D87EF3CFF8B10BFADF1AEBE3C0FD83E50DA173EC3A2A13EBE0EEA3E0C0807BFE9ACF8BEA6773DBE07033ABF2A20C73D10AC49BFC740223FD6C412BF8E0B173F00A3E33DE5BEDF3E4AF8113F8804173F0A2A0DBEFCAE713C91B1133F9D3F0A3FBF99873E544E783E57CF353F430F143F243497BE5E0DAB3E3B27843E82B001BF1F721CBF9C7A62BEDE56F6BE42CC00BE9E9E033EAE3D083D78F5813E3671DE3ECABE3ABEC9ED70BF1714E73D777B2DBF28F0F83ED20D5B3F3376663F3BC61B3F9804503FEE12823FE6E3A2BBCA75B03DD846863DDB14F63E5FECC93D6819DABE8A83BFBE238297BF591C9DBDD5140A3F9FDB3F3FDF35803E0443EB3E2EDE663F930B63BED745943C87C388BE2974ACBEFD78A7BE32C21D3F60EE91BD4368CABE1CFD1A3F0D1C4BBFA7EA1F3EC20F083F606635BF1345663DBBCB14BF035DEABEC30DF63E61F4CBBE841618BE7F8D453F21EB7E3D4F46423F9884EA3E614E933E0B00163F560B3F3FC21837BF78A910BFA0D60ABF49DB113F8DCBE8BDF893D53E1AB8F1BED5F3BEBEE53F82BE1028983E41B3633EE6B18F3FE93675BED91009BE7E5619BF2CBAAF3DDB40933E9CFB7D3E8B469BBD2599A43E601A473E8F77983E5BDB5FBEBD54523E38A186BF6B34BD3D8B2AF83FA8A28ABC5A1A39BF6024423FACC9A5BE1488953E143EE03CD62BD73ECA2DCEBDBE82D6BE58BA48BDF43355BD40BEADBD2EC49BBEB267933DD7E418BF6614513FBB31273FBA45F5BEF065E2BE490B38BDE996C5BBCB2A0ABE911B13BF36B2783E"> : tensor<3x3x4x6xf32>
    %cst_9 = stablehlo.constant dense<[-0.759486258, 0.631019294, -0.190382391, -0.352594376, -0.36823687, -0.862781465]> : tensor<6xf32>
    %cst_10 = stablehlo.constant dense<[[-0.467862964, 0.188676849, -0.146159083, -0.221394107, 0.513602555], [-0.476412117, 0.826101124, 0.908635795, 5.810520e-01, 1.3689121], [0.183416858, -0.0226180069, -0.0136686834, 0.035043925, 0.111721441], [-0.559265316, -0.805705368, 0.563256264, -0.348923951, 0.869586944], [0.418809682, -0.0605744794, 0.0851106867, 0.481490225, -0.0360635854], [-0.550405502, -0.44845596, 0.726982832, 1.54571569, -0.833976686]]> : tensor<6x5xf32>
    %0 = stablehlo.convolution(%arg0, %cst) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]} : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<1x8x8x4xf32>
    %1 = stablehlo.reshape %cst_0 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %2 = stablehlo.reshape %cst_1 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %3 = stablehlo.reshape %cst_2 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %4 = stablehlo.abs %cst_3 : tensor<4xf32>
    %5 = stablehlo.reshape %4 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %cst_11 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %6 = stablehlo.broadcast_in_dim %cst_11, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %7 = stablehlo.add %5, %6 : tensor<1x1x1x4xf32>
    %8 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
    %9 = stablehlo.subtract %0, %8 : tensor<1x8x8x4xf32>
    %cst_12 = stablehlo.constant dense<1.000000e-03> : tensor<f32>
    %10 = stablehlo.broadcast_in_dim %cst_12, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %11 = stablehlo.add %7, %10 : tensor<1x1x1x4xf32>
    %12 = stablehlo.rsqrt %11 : tensor<1x1x1x4xf32>
    %13 = stablehlo.multiply %2, %12 : tensor<1x1x1x4xf32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
    %15 = stablehlo.multiply %9, %14 : tensor<1x8x8x4xf32>
    %16 = stablehlo.broadcast_in_dim %3, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
    %17 = stablehlo.add %15, %16 : tensor<1x8x8x4xf32>
    %18 = call @relu(%17) : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    %cst_13 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %19 = stablehlo.broadcast_in_dim %cst_13, dims = [] : (tensor<f32>) -> tensor<f32>
    %20 = "stablehlo.reduce_window"(%18, %19) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<0> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
      %64 = stablehlo.maximum %arg1, %arg2 : tensor<f32>
      stablehlo.return %64 : tensor<f32>
    }) : (tensor<1x8x8x4xf32>, tensor<f32>) -> tensor<1x4x4x4xf32>
    %21 = stablehlo.reshape %cst_4 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %22 = stablehlo.reshape %cst_5 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %23 = stablehlo.reshape %cst_6 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %24 = stablehlo.abs %cst_7 : tensor<4xf32>
    %25 = stablehlo.reshape %24 : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %cst_14 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %26 = stablehlo.broadcast_in_dim %cst_14, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %27 = stablehlo.add %25, %26 : tensor<1x1x1x4xf32>
    %28 = stablehlo.broadcast_in_dim %21, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x4x4x4xf32>
    %29 = stablehlo.subtract %20, %28 : tensor<1x4x4x4xf32>
    %cst_15 = stablehlo.constant dense<1.000000e-03> : tensor<f32>
    %30 = stablehlo.broadcast_in_dim %cst_15, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %31 = stablehlo.add %27, %30 : tensor<1x1x1x4xf32>
    %32 = stablehlo.rsqrt %31 : tensor<1x1x1x4xf32>
    %33 = stablehlo.multiply %22, %32 : tensor<1x1x1x4xf32>
    %34 = stablehlo.broadcast_in_dim %33, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x4x4x4xf32>
    %35 = stablehlo.multiply %29, %34 : tensor<1x4x4x4xf32>
    %36 = stablehlo.broadcast_in_dim %23, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x4x4x4xf32>
    %37 = stablehlo.add %35, %36 : tensor<1x4x4x4xf32>
    %38 = call @relu_0(%37) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
    %39 = stablehlo.convolution(%38, %cst_8) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2], pad = [[0, 1], [0, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]} : (tensor<1x4x4x4xf32>, tensor<3x3x4x6xf32>) -> tensor<1x2x2x6xf32>
    %40 = stablehlo.broadcast_in_dim %cst_9, dims = [3] : (tensor<6xf32>) -> tensor<1x1x1x6xf32>
    %41 = stablehlo.broadcast_in_dim %40, dims = [0, 1, 2, 3] : (tensor<1x1x1x6xf32>) -> tensor<1x2x2x6xf32>
    %42 = stablehlo.add %39, %41 : tensor<1x2x2x6xf32>
    %cst_16 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %43 = stablehlo.broadcast_in_dim %cst_16, dims = [] : (tensor<f32>) -> tensor<f32>
    %44 = "stablehlo.reduce_window"(%42, %43) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<[[0, 0], [1, 1], [1, 1], [0, 0]]> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 3, 3, 1>, window_strides = array<i64: 1, 1, 1, 1>}> ({
    ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
      %64 = stablehlo.add %arg1, %arg2 : tensor<f32>
      stablehlo.return %64 : tensor<f32>
    }) : (tensor<1x2x2x6xf32>, tensor<f32>) -> tensor<1x2x2x6xf32>
    %cst_17 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %45 = stablehlo.broadcast_in_dim %cst_17, dims = [] : (tensor<f32>) -> tensor<1x2x2x6xf32>
    %cst_18 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %46 = stablehlo.broadcast_in_dim %cst_18, dims = [] : (tensor<f32>) -> tensor<f32>
    %47 = "stablehlo.reduce_window"(%45, %46) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<[[0, 0], [1, 1], [1, 1], [0, 0]]> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 3, 3, 1>, window_strides = array<i64: 1, 1, 1, 1>}> ({
    ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
      %64 = stablehlo.add %arg1, %arg2 : tensor<f32>
      stablehlo.return %64 : tensor<f32>
    }) : (tensor<1x2x2x6xf32>, tensor<f32>) -> tensor<1x2x2x6xf32>
    %48 = stablehlo.divide %44, %47 : tensor<1x2x2x6xf32>
    %cst_19 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %49 = stablehlo.reduce(%48 init: %cst_19) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x2x2x6xf32>, tensor<f32>) -> tensor<1x6xf32>
    %cst_20 = stablehlo.constant dense<4.000000e+00> : tensor<f32>
    %50 = stablehlo.broadcast_in_dim %cst_20, dims = [] : (tensor<f32>) -> tensor<1x6xf32>
    %51 = stablehlo.divide %49, %50 : tensor<1x6xf32>
    %52 = stablehlo.dot_general %51, %cst_10, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x6xf32>, tensor<6x5xf32>) -> tensor<1x5xf32>
    %cst_21 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %53 = stablehlo.reduce(%52 init: %cst_21) applies stablehlo.maximum across dimensions = [1] : (tensor<1x5xf32>, tensor<f32>) -> tensor<1xf32>
    %cst_22 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %54 = stablehlo.broadcast_in_dim %cst_22, dims = [] : (tensor<f32>) -> tensor<1xf32>
    %55 = stablehlo.maximum %54, %53 : tensor<1xf32>
    %56 = stablehlo.broadcast_in_dim %55, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %57 = stablehlo.broadcast_in_dim %56, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x5xf32>
    %58 = stablehlo.subtract %52, %57 : tensor<1x5xf32>
    %59 = stablehlo.exponential %58 : tensor<1x5xf32>
    %cst_23 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %60 = stablehlo.reduce(%59 init: %cst_23) applies stablehlo.add across dimensions = [1] : (tensor<1x5xf32>, tensor<f32>) -> tensor<1xf32>
    %61 = stablehlo.broadcast_in_dim %60, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %62 = stablehlo.broadcast_in_dim %61, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x5xf32>
    %63 = stablehlo.divide %59, %62 : tensor<1x5xf32>
    return %63 : tensor<1x5xf32>
  }
  func.func private @relu(%arg0: tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x8x8x4xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x8x8x4xf32>
    return %1 : tensor<1x8x8x4xf32>
  }
  func.func private @relu_0(%arg0: tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x4x4x4xf32>
    return %1 : tensor<1x4x4x4xf32>
  }
}
