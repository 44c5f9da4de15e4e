module @jit_activations attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x4x4x2xf32>) -> (tensor<1x6xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[[[0.0666427389, 0.0710836649, 0.355139583, 1.10350525], [-1.3767451, 0.163813159, -0.393793166, 0.428680927]], [[-0.407866418, 0.321383297, 0.0197345819, 3.240490e-01], [0.594466269, 0.145343259, 0.455491692, -0.395466208]], [[-0.126510412, 1.524850e-01, -0.510326445, 0.0236581936], [1.08971274, -0.163571343, -0.355782866, 0.11000669]]], [[[-0.2776151, -0.191629902, 0.317459881, 0.20050624], [0.0776201188, 0.367481858, -0.084840551, -0.520879507]], [[-0.193484515, -0.681364476, 1.18700957, 0.133264408], [-0.132462323, -0.0956150069, 0.0417600125, 0.0515812635]], [[-0.831424952, -0.167200416, -0.57562381, 0.0134453438], [-0.592050314, 0.352191985, -0.174149275, 0.748796582]]], [[[0.0362374261, -0.760537266, -0.0623940378, -0.201946348], [0.284015894, -0.0998032167, -0.106576048, 0.0108123962]], [[0.957840442, -0.128890902, -0.51030916, -0.862252891], [-0.511752546, -0.236011237, -0.0430135615, 0.27738905]], [[-0.186994702, 0.530425191, -0.120969072, -1.11179054], [-0.223160401, -0.0191293657, 0.237296179, -0.135561362]]]]> : tensor<3x3x2x4xf32>
    %cst_0 = stablehlo.constant dense<[0.646353126, -0.0818679109, 0.541480422, -0.28798613]> : tensor<4xf32>
    %cst_1 = stablehlo.constant dense<[[[[0.754429221, -0.488509923, -0.0602134503, 0.989972651], [-1.29783225, -0.460701436, 0.368462592, -0.34981057], [-3.371640e-01, 0.470534652, -0.349508166, -0.182027489], [-0.548205197, 0.505699456, 0.328061908, 0.889326691]]]]> : tensor<1x1x4x4xf32>
    %cst_2 = stablehlo.constant dense<[0.131954476, 0.568225145, 3.638150e-01, -0.267995149]> : tensor<4xf32>
    %cst_3 = stablehlo.constant dense<"0x4F24123F029BFB3E49D04ABDF948B73E091C94BE50D2213E3BF605BF8014473E9F1D193FCDE73F3F26E42BBFB85C053F068444BE5C854C3F91BDF03DC01F0ABFC98C8CBDA1565ABF40CC09BF3E2F6EBFB48EB43E7E35A4BD00D335BE89F775BFB830C23D59E2DD3DA568A43E6D36DE3E93F10DBF2B8C8ABE3A91103FF19E91BD6932E03E3EFA11BF7A312E3F87AF293F51FDDBBD2EE71A3FE039403E9FA02E3F40BE2ABFE3C18CBE1A9682BE40C4E93E324903BF5C788ABE119E68BF92FB77BFA4D3A9BD850243BED3072E3ECFE54FBF2973FC3ECE58FEBE9BAF903EF7D18DBEC64645BE51ABB6BDA029763EE988A1BE2874E0BD44B34B3EA7B1113EB3FA90BDD737C0BC2235793E82F8DF3D65E1C0BE9243B5BE800608BF813137BF9A4316BEB6664EBD9EBE60BDA2B208BDE78602BFF239883E630D95BC5EF82D3C700A2BBEED915FBEF62852BF1BB17F3FADDB3C3EAEA5BF3E6258843E2AEE43BFCDB07ABF3B2E0ABF7EF0323F90E08DBC6B8C23BF2466B43EB016CF3EDB3FD2BD07E04A3F708C153CACD19A3E109E27BF98275FBB5D71033DCF2680BA6B26913E6DAA4DBFE4F57BBE1D48073F1CD4B33DD49BB9BED13A083EA8E6163FC06D563F9435773D378AB93EF9FCFE3D1390143FB9B9BE3DDC20933E9C2C68BF27BE75BF2D79423E8EE23A3E404C043EDF0E66BD96E1A8BE92D420BD7940333FF82172BE4400D5BED562CC3EDD95A43E9DFE1A3F46364D3D1BCEE3BD5ACE78BF3C9474BFECA903BF0B63C2BDBBBE473F3D7D2F3FA57A873D62F1D53D9FB4733F0DF062BE5640113E3A0B213E18F0C53E6DDA3C3E5D1F0ABF35553E3FD89103BF33B5F93E81A0063D7806D8BEF193CCBE6A8242BF3C40FABEE094403FBA95CFBC367F3BBF00EB323FBBB391BFB68F2D3FDA90EBBDF8463D3D3081C9BE530520BEACEAF9BEE1DA99BF3500A5BEA614FA3CB07A993DC4D8923E2C8044BFEB56783EFC572DBEE727EB3EFFFB1FBE58AFA1BDA0C2A43EF70A413BB5E663BEF007BABE3145983EDF01BB3EC1030E3E2D20B63C92A497BE13877C3F047196BED96660BEFA4BC63D5B47ACBF50EAECBEBDF2963EB208003F2617043F2A22503D3CD4BB3F29E433BF17D531BEBAD7B3BEB296163F04017FBE31559EBEBE90FCBE79104A3EA2C5913E0A7AB7BE664616BFA9326A3FA867C23EBB8950BE8D20CFBEB4A2293FE05C6FBF6D0B4BBF01742D3FE3EB963EB443773ED4940A3FF0411B3EA3C972BFA054E7BEA33660BE30D0203F2912693F1EFAADBEE994DE3E687C963E8AF579BFF223F83D7F4CF9BE5C72ACBED42965BFCD249C3E0C4E563F2B349ABE1A20D23E2344E8BE9139A53FCA86C63D544B21BEE478C93EEC4654BED02BBABD76F9113F456083BE6A38913FCE4EF83E9875773E57ED3F3FFC678CBEC29C85BF48A36E3EAD1C4E3C4C97243EF6A7AB3D4904AFBDE87A60BE543C0D3F8E2202BFC183E73E62767DBE6263E83E2B2F0F3DE7AB683FFA0105BFF01ED5BD6E1C70BD77DF46BD42DEA03E042C033E83B676BFA4F0E83E8EC8AE3EAE33013F4FFD45BFF2735BBEB876C73E8143233FC52F143FC8B3A0BE45717C3D4244023FFE3A703E783CA0BDC9FB2EBFD1EF8A3FD223FA3E413CA63E2349B63D635655BFB5EE793C62BBCABED3812CBF7162F03CDAB251BDCCA6BBBE027E973D4901B4BD057987BE10E569BF5171123FF0EB8A3C4CC0ECBEEAE3A5BDF67688BE65C607BF4C77FFBE8917AD3EFC2271BF5877023EADE39DBEC93DACBED0FE6D3D84553B3FBB05A4BE9BC69D3F61C550BF531E1E3F8786EFBE1232513F7A66EC3E47BA2FBFA426BFBEB868F3BD659E0ABF0852233E1C9AB6BEF98E5CBF22DBC63E8D7C0740E33F99BDD749C93AF7E6993EDAA5BDBBFEDE86BDF4053C3F6209463EDB3419BF8838B4BC753021BFC327063E3CDA1D3FE671433E06A4F3BE8933F5BE278DCC3C9F20EEBD56A015BFA624383ED2460D3E1094AC3E71C48CBE416F2CBE7D858CBE8AC71EBEB07D853FBB44603ED1B9173F71815F3F1CA2F5BE897F8BBDAB0EB0BE079518BD2F261BBE9B5FD43EDD8A4FBF2E1A953F590FA83E0B3CDDBE2A5C0BBF1A5EE7BEB503A33E952EEBBE5B3F9ABE2A16E13ED6455F3E7C5A703F7E6362BEE1B7663E7F6EE9BE6DF61A3E66089D3C"> : tensor<64x6xf32>
    %cst_4 = stablehlo.constant dense<[1.39001524, 0.505441248, 0.917505919, -0.117515691, 0.60183543, -0.0625175908]> : tensor<6xf32>
    %0 = stablehlo.convolution(%arg0, %cst) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]} : (tensor<1x4x4x2xf32>, tensor<3x3x2x4xf32>) -> tensor<1x4x4x4xf32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [3] : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x4x4x4xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x4x4x4xf32>
    %4 = stablehlo.multiply %3, %3 : tensor<1x4x4x4xf32>
    %5 = stablehlo.multiply %4, %3 : tensor<1x4x4x4xf32>
    %cst_5 = stablehlo.constant dense<4.471500e-02> : tensor<f32>
    %6 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %7 = stablehlo.multiply %6, %5 : tensor<1x4x4x4xf32>
    %8 = stablehlo.add %3, %7 : tensor<1x4x4x4xf32>
    %cst_6 = stablehlo.constant dense<0.797884583> : tensor<f32>
    %9 = stablehlo.broadcast_in_dim %cst_6, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %10 = stablehlo.multiply %9, %8 : tensor<1x4x4x4xf32>
    %11 = stablehlo.tanh %10 : tensor<1x4x4x4xf32>
    %cst_7 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %12 = stablehlo.broadcast_in_dim %cst_7, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %13 = stablehlo.add %12, %11 : tensor<1x4x4x4xf32>
    %cst_8 = stablehlo.constant dense<5.000000e-01> : tensor<f32>
    %14 = stablehlo.broadcast_in_dim %cst_8, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %15 = stablehlo.multiply %14, %13 : tensor<1x4x4x4xf32>
    %16 = stablehlo.multiply %3, %15 : tensor<1x4x4x4xf32>
    %17 = stablehlo.convolution(%3, %cst_1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]} : (tensor<1x4x4x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x4x4x4xf32>
    %18 = call @leaky_relu(%17) : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
    %19 = stablehlo.add %16, %18 : tensor<1x4x4x4xf32>
    %20 = stablehlo.broadcast_in_dim %cst_2, dims = [3] : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %21 = stablehlo.broadcast_in_dim %20, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x4x4x4xf32>
    %22 = stablehlo.multiply %21, %19 : tensor<1x4x4x4xf32>
    %23 = stablehlo.maximum %19, %22 : tensor<1x4x4x4xf32>
    %cst_9 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %24 = stablehlo.reduce(%23 init: %cst_9) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x4x4x4xf32>, tensor<f32>) -> tensor<1x4xf32>
    %25 = stablehlo.broadcast_in_dim %24, dims = [0, 3] : (tensor<1x4xf32>) -> tensor<1x1x1x4xf32>
    %cst_10 = stablehlo.constant dense<1.600000e+01> : tensor<f32>
    %26 = stablehlo.broadcast_in_dim %cst_10, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %27 = stablehlo.divide %25, %26 : tensor<1x1x1x4xf32>
    %28 = stablehlo.negate %27 : tensor<1x1x1x4xf32>
    %29 = stablehlo.exponential %28 : tensor<1x1x1x4xf32>
    %cst_11 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %30 = stablehlo.broadcast_in_dim %cst_11, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %31 = stablehlo.add %30, %29 : tensor<1x1x1x4xf32>
    %cst_12 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %32 = stablehlo.broadcast_in_dim %cst_12, dims = [] : (tensor<f32>) -> tensor<1x1x1x4xf32>
    %33 = stablehlo.divide %32, %31 : tensor<1x1x1x4xf32>
    %34 = stablehlo.broadcast_in_dim %33, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x4x4x4xf32>
    %35 = stablehlo.multiply %34, %23 : tensor<1x4x4x4xf32>
    %36 = stablehlo.reshape %35 : (tensor<1x4x4x4xf32>) -> tensor<1x64xf32>
    %37 = stablehlo.dot_general %36, %cst_3, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x64xf32>, tensor<64x6xf32>) -> tensor<1x6xf32>
    %38 = call @silu(%37) : (tensor<1x6xf32>) -> tensor<1x6xf32>
    %39 = stablehlo.abs %37 : tensor<1x6xf32>
    %40 = stablehlo.negate %39 : tensor<1x6xf32>
    %41 = stablehlo.exponential %40 : tensor<1x6xf32>
    %cst_13 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
    %42 = stablehlo.broadcast_in_dim %cst_13, dims = [] : (tensor<f32>) -> tensor<1x6xf32>
    %43 = stablehlo.divide %37, %42 : tensor<1x6xf32>
    %44 = stablehlo.tanh %43 : tensor<1x6xf32>
    %45 = stablehlo.multiply %41, %44 : tensor<1x6xf32>
    %46 = stablehlo.subtract %38, %45 : tensor<1x6xf32>
    %47 = stablehlo.multiply %46, %46 : tensor<1x6xf32>
    %cst_14 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %48 = stablehlo.broadcast_in_dim %cst_14, dims = [] : (tensor<f32>) -> tensor<1x6xf32>
    %49 = stablehlo.add %48, %47 : tensor<1x6xf32>
    %50 = stablehlo.rsqrt %49 : tensor<1x6xf32>
    %cst_15 = stablehlo.constant dense<5.000000e-01> : tensor<f32>
    %51 = stablehlo.broadcast_in_dim %cst_15, dims = [] : (tensor<f32>) -> tensor<1x6xf32>
    %52 = stablehlo.multiply %51, %50 : tensor<1x6xf32>
    %53 = stablehlo.broadcast_in_dim %cst_4, dims = [1] : (tensor<6xf32>) -> tensor<1x6xf32>
    %54 = stablehlo.add %52, %53 : tensor<1x6xf32>
    return %54 : tensor<1x6xf32>
  }
  func.func private @leaky_relu(%arg0: tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %1 = stablehlo.compare GE, %arg0, %0, FLOAT : (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xi1>
    %cst_0 = stablehlo.constant dense<0.00999999977> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x4x4x4xf32>
    %3 = stablehlo.multiply %2, %arg0 : tensor<1x4x4x4xf32>
    %4 = call @_where(%1, %arg0, %3) : (tensor<1x4x4x4xi1>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
    return %4 : tensor<1x4x4x4xf32>
  }
  func.func private @_where(%arg0: tensor<1x4x4x4xi1>, %arg1: tensor<1x4x4x4xf32>, %arg2: tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32> {
    %0 = stablehlo.select %arg0, %arg1, %arg2 : tensor<1x4x4x4xi1>, tensor<1x4x4x4xf32>
    return %0 : tensor<1x4x4x4xf32>
  }
  func.func private @silu(%arg0: tensor<1x6xf32>) -> tensor<1x6xf32> {
    %0 = stablehlo.negate %arg0 : tensor<1x6xf32>
    %1 = stablehlo.exponential %0 : tensor<1x6xf32>
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x6xf32>
    %3 = stablehlo.add %2, %1 : tensor<1x6xf32>
    %cst_0 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %4 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x6xf32>
    %5 = stablehlo.divide %4, %3 : tensor<1x6xf32>
    %6 = stablehlo.multiply %arg0, %5 : tensor<1x6xf32>
    return %6 : tensor<1x6xf32>
  }
}
