"builtin.module"() <{sym_name = "jit_channels_first"}> ({
  "func.func"() <{arg_attrs = [{}], function_type = (tensor<1x4x7x9xf32>) -> tensor<1x3xf32>, res_attrs = [{jax.result_info = "result"}], sym_name = "main", sym_visibility = "public"}> ({
  ^bb0(%arg5: tensor<1x4x7x9xf32>):
    %5 = "stablehlo.constant"() <{value = dense<[[[[-0.290250421, -0.67596972, 0.559788108], [1.11717987, 0.351772368, -0.1283198], [0.595921814, 0.346617281, -0.340820044]]], [[[0.593371749, -0.487386465, -0.219383687], [-0.573286474, -0.742121398, -6.633620e-02], [0.0359750167, -0.00401562918, 0.295679122]]], [[[-0.26476872, 0.917477786, -0.39262563], [1.7778883, 0.500629365, -0.0215924419], [0.626918197, -0.659584522, 0.416865319]]], [[[0.175246894, -0.162021294, -0.182927117], [-0.194982186, 1.49538159, 0.794613242], [-0.610642433, -0.958868265, 0.0778370499]]]]> : tensor<4x1x3x3xf32>}> : () -> tensor<4x1x3x3xf32>
    %6 = "stablehlo.constant"() <{value = dense<[[[0.751405417]], [[0.149908707]], [[-0.202867866]], [[0.746946216]]]> : tensor<4x1x1xf32>}> : () -> tensor<4x1x1xf32>
    %7 = "stablehlo.constant"() <{value = dense<[[[[0.163428992, 0.377556741], [-0.212899908, 0.170022085]], [[-0.46294558, 0.515749574], [-0.231592879, 0.789498448]], [[0.350205302, 0.20028083], [-0.779644251, -0.248868361]], [[-0.797569572, -1.12924767], [0.752257287, -0.434910119]]], [[[-0.653879404, -0.185901448], [0.279063374, -0.60509634]], [[-0.461328238, -0.710067391], [0.342705905, 0.0964511484]], [[0.658866405, -0.252079248], [-0.237902388, -0.0412073322]], [[-1.06269085, 0.195158631], [-0.341740519, 0.202659264]]], [[[-0.211146697, -0.274753928], [-0.799807429, -0.157512978]], [[0.0015654756, -0.13031581], [-0.546746254, 0.918533146]], [[-1.16539395, 0.22630696], [-0.423557848, 0.530083477]], [[0.155353487, -0.0883701593], [0.34207049, 0.241253421]]], [[[-0.0560426079, 0.858439862], [-0.566045702, -0.794858098]], [[-0.0707695484, 0.388109177], [-0.251558274, 0.373249531]], [[0.0656861216, 0.731416941], [0.230851322, 0.106875211]], [[0.276618123, 0.544145465], [0.03294589, -0.457152486]]], [[[-0.21557337, -0.189478099], [-0.506612718, -0.294530451]], [[0.156965151, 0.303960741], [0.646434366, -0.741995692]], [[-0.208881214, 0.0587464757], [0.258298397, 0.0299483314]], [[-0.291521728, -0.546428084], [0.884100079, -0.248012185]]], [[[-0.0218898579, -0.616891384], [0.104896285, -0.0274994988]], [[-0.0985614657, -0.391987413], [0.944510161, 0.0225558132]], [[0.374001831, 0.446237147], [-0.710212708, -0.712512075]], [[0.537621796, -0.575354576], [-0.0326116234, -0.163669765]]]]> : tensor<6x4x2x2xf32>}> : () -> tensor<6x4x2x2xf32>
    %8 = "stablehlo.constant"() <{value = dense<[[[0.0248261914]], [[-0.140366808]], [[-0.427118897]], [[0.062103793]], [[-0.0717752576]], [[-0.711906791]]]> : tensor<6x1x1xf32>}> : () -> tensor<6x1x1xf32>
    %9 = "stablehlo.constant"() <{value = dense<[[-0.0185298026, 0.616781532, 0.390621036], [-0.224974185, -0.0805779322, 0.502655506], [0.0152299153, -0.0151327709, -0.577062547], [-0.729138851, 1.03655958, -0.0152171068], [-6.789440e-01, -0.263289303, 0.536620677], [-0.480549395, 0.0567638911, -0.502097428]]> : tensor<6x3xf32>}> : () -> tensor<6x3xf32>
    %10 = "stablehlo.convolution"(%arg5, %5) <{batch_group_count = 1 : i64, dimension_numbers = #stablehlo.conv<[b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]>, feature_group_count = 4 : i64, lhs_dilation = array<i64: 1, 1>, padding = dense<1> : tensor<2x2xi64>, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>], rhs_dilation = array<i64: 1, 1>, window_reversal = array<i1: false, false>, window_strides = array<i64: 1, 1>}> : (tensor<1x4x7x9xf32>, tensor<4x1x3x3xf32>) -> tensor<1x4x7x9xf32>
    %11 = "stablehlo.constant"() <{value = dense<0.000000e+00> : tensor<f32>}> : () -> tensor<f32>
    %12 = "stablehlo.broadcast_in_dim"(%11) <{broadcast_dimensions = array<i64>}> : (tensor<f32>) -> tensor<1x4x7x9xf32>
    %13 = "stablehlo.compare"(%10, %12) <{compare_type = #stablehlo<comparison_type FLOAT>, comparison_direction = #stablehlo<comparison_direction GT>}> : (tensor<1x4x7x9xf32>, tensor<1x4x7x9xf32>) -> tensor<1x4x7x9xi1>
    %14 = "stablehlo.constant"() <{value = dense<0.000000e+00> : tensor<f32>}> : () -> tensor<f32>
    %15 = "func.call"(%13, %10, %14) <{callee = @_where}> : (tensor<1x4x7x9xi1>, tensor<1x4x7x9xf32>, tensor<f32>) -> tensor<1x4x7x9xf32>
    %16 = "stablehlo.broadcast_in_dim"(%6) <{broadcast_dimensions = array<i64: 1, 2, 3>}> : (tensor<4x1x1xf32>) -> tensor<1x4x1x1xf32>
    %17 = "stablehlo.broadcast_in_dim"(%16) <{broadcast_dimensions = array<i64: 0, 1, 2, 3>}> : (tensor<1x4x1x1xf32>) -> tensor<1x4x7x9xf32>
    %18 = "stablehlo.multiply"(%15, %17) : (tensor<1x4x7x9xf32>, tensor<1x4x7x9xf32>) -> tensor<1x4x7x9xf32>
    %19 = "stablehlo.constant"() <{value = dense<0> : tensor<i32>}> : () -> tensor<i32>
    %20 = "func.call"(%18, %19) <{callee = @_pad}> : (tensor<1x4x7x9xf32>, tensor<i32>) -> tensor<1x4x10x12xf32>
    %21 = "stablehlo.convolution"(%20, %7) <{batch_group_count = 1 : i64, dimension_numbers = #stablehlo.conv<[b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]>, feature_group_count = 1 : i64, lhs_dilation = array<i64: 1, 1>, padding = dense<0> : tensor<2x2xi64>, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>], rhs_dilation = array<i64: 2, 1>, window_reversal = array<i1: false, false>, window_strides = array<i64: 1, 2>}> : (tensor<1x4x10x12xf32>, tensor<6x4x2x2xf32>) -> tensor<1x6x8x6xf32>
    %22 = "stablehlo.broadcast_in_dim"(%8) <{broadcast_dimensions = array<i64: 1, 2, 3>}> : (tensor<6x1x1xf32>) -> tensor<1x6x1x1xf32>
    %23 = "stablehlo.broadcast_in_dim"(%22) <{broadcast_dimensions = array<i64: 0, 1, 2, 3>}> : (tensor<1x6x1x1xf32>) -> tensor<1x6x8x6xf32>
    %24 = "stablehlo.add"(%21, %23) : (tensor<1x6x8x6xf32>, tensor<1x6x8x6xf32>) -> tensor<1x6x8x6xf32>
    %25 = "stablehlo.constant"() <{value = dense<0.000000e+00> : tensor<f32>}> : () -> tensor<f32>
    %26 = "stablehlo.broadcast_in_dim"(%25) <{broadcast_dimensions = array<i64>}> : (tensor<f32>) -> tensor<f32>
    %27 = "stablehlo.reduce_window"(%24, %26) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<[[0, 0], [0, 0], [1, 0], [0, 1]]> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 1, 2, 2>, window_strides = array<i64: 1, 1, 2, 2>}> ({
    ^bb0(%arg8: tensor<f32>, %arg9: tensor<f32>):
      %35 = "stablehlo.add"(%arg8, %arg9) : (tensor<f32>, tensor<f32>) -> tensor<f32>
      "stablehlo.return"(%35) : (tensor<f32>) -> ()
    }) : (tensor<1x6x8x6xf32>, tensor<f32>) -> tensor<1x6x4x3xf32>
    %28 = "stablehlo.constant"() <{value = dense<4.000000e+00> : tensor<f32>}> : () -> tensor<f32>
    %29 = "stablehlo.broadcast_in_dim"(%28) <{broadcast_dimensions = array<i64>}> : (tensor<f32>) -> tensor<1x6x4x3xf32>
    %30 = "stablehlo.divide"(%27, %29) : (tensor<1x6x4x3xf32>, tensor<1x6x4x3xf32>) -> tensor<1x6x4x3xf32>
    %31 = "stablehlo.constant"() <{value = dense<0xFF800000> : tensor<f32>}> : () -> tensor<f32>
    %32 = "stablehlo.reduce"(%30, %31) <{dimensions = array<i64: 2, 3>}> ({
    ^bb0(%arg6: tensor<f32>, %arg7: tensor<f32>):
      %34 = "stablehlo.maximum"(%arg6, %arg7) : (tensor<f32>, tensor<f32>) -> tensor<f32>
      "stablehlo.return"(%34) : (tensor<f32>) -> ()
    }) : (tensor<1x6x4x3xf32>, tensor<f32>) -> tensor<1x6xf32>
    %33 = "stablehlo.dot_general"(%32, %9) <{dot_dimension_numbers = #stablehlo.dot<lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [0]>, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]}> : (tensor<1x6xf32>, tensor<6x3xf32>) -> tensor<1x3xf32>
    "func.return"(%33) : (tensor<1x3xf32>) -> ()
  }) : () -> ()
  "func.func"() <{arg_attrs = [{}, {}, {}], function_type = (tensor<1x4x7x9xi1>, tensor<1x4x7x9xf32>, tensor<f32>) -> tensor<1x4x7x9xf32>, res_attrs = [{}], sym_name = "_where", sym_visibility = "private"}> ({
  ^bb0(%arg2: tensor<1x4x7x9xi1>, %arg3: tensor<1x4x7x9xf32>, %arg4: tensor<f32>):
    %2 = "stablehlo.convert"(%arg4) : (tensor<f32>) -> tensor<f32>
    %3 = "stablehlo.broadcast_in_dim"(%2) <{broadcast_dimensions = array<i64>}> : (tensor<f32>) -> tensor<1x4x7x9xf32>
    %4 = "stablehlo.select"(%arg2, %arg3, %3) : (tensor<1x4x7x9xi1>, tensor<1x4x7x9xf32>, tensor<1x4x7x9xf32>) -> tensor<1x4x7x9xf32>
    "func.return"(%4) : (tensor<1x4x7x9xf32>) -> ()
  }) : () -> ()
  "func.func"() <{arg_attrs = [{}, {}], function_type = (tensor<1x4x7x9xf32>, tensor<i32>) -> tensor<1x4x10x12xf32>, res_attrs = [{}], sym_name = "_pad", sym_visibility = "private"}> ({
  ^bb0(%arg0: tensor<1x4x7x9xf32>, %arg1: tensor<i32>):
    %0 = "stablehlo.convert"(%arg1) : (tensor<i32>) -> tensor<f32>
    %1 = "stablehlo.pad"(%arg0, %0) <{edge_padding_high = array<i64: 0, 0, 2, 1>, edge_padding_low = array<i64: 0, 0, 1, 2>, interior_padding = array<i64: 0, 0, 0, 0>}> : (tensor<1x4x7x9xf32>, tensor<f32>) -> tensor<1x4x10x12xf32>
    "func.return"(%1) : (tensor<1x4x10x12xf32>) -> ()
  }) : () -> ()
}) {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} : () -> ()
