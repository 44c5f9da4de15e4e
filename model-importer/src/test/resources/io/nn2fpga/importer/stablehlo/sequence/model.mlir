module @jit_sequence attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x10x4xf32>) -> (tensor<1x5xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[[-0.115302622, -0.223254293, -0.0396722183, 0.158272222, -0.344917804, 0.433449268, 0.0180454161, -0.609780371], [0.873072147, 0.494289964, -0.750169813, -0.137668416, -0.493692875, -0.375786394, 0.154748261, 0.0609021187], [-0.460770309, -0.884620905, -0.0098106144, 0.674212932, 0.231175229, 0.0544589721, -0.500270903, 0.387725443], [-3.732950e-01, -0.603620529, -0.197119936, 0.608745276, -0.00381623721, -0.23353225, 1.01600897, 0.554129481]], [[-0.879270672, -0.785333037, -1.36140954, -0.542106271, 0.257992089, 0.230441511, -0.770079314, -0.864462971], [0.712254106, -0.267055511, 0.354199588, 0.17748791, -0.335879117, 0.110111453, 0.265274316, -1.04656947], [-6.358990e-01, 0.900784731, 0.00863274466, -0.0731379166, 0.0802452415, -0.647989154, -0.216774657, -1.03257871], [0.0977229848, 0.506087959, 0.0998213067, 0.0938454642, 0.567160606, -0.0960911512, 0.710080444, 0.575657487]], [[9.137340e-01, 0.534203768, -0.888020455, 0.203426883, 0.375113577, 0.672825098, 1.08828366, -0.0240359083], [1.09166908, -0.195118755, -1.42631149, -0.285050273, 0.0578451566, -0.117008254, -7.398110e-02, -0.318644732], [-0.302536845, 0.324387729, 0.136168778, 0.0467252955, 0.154787466, -1.02279377, -0.0365532786, -1.21269047], [-0.242579654, 0.624623299, -0.882627964, 0.409675926, 0.11456871, 0.00120239716, 0.634648382, -1.11464381]]]> : tensor<3x4x8xf32>
    %cst_0 = stablehlo.constant dense<[-0.302032173, 0.173757657, 0.776709854, 0.047124844, -0.465596229, 1.06626713, -0.172330663, -1.30279171]> : tensor<8xf32>
    %cst_1 = stablehlo.constant dense<[[-0.299506307, 0.24056831, 0.318540901, -0.912307083, -0.153593197], [-0.259586394, -1.08821809, 0.362053245, -0.678701698, 0.257403523], [9.775810e-01, -0.185412467, 5.681670e-01, 1.39255297, 0.227379099], [-0.0513302125, -0.235700786, -0.990772068, -0.7422297, -0.451997668], [0.421411723, 0.0678344666, 0.208016112, -0.172719672, 0.319466919], [0.270652086, -0.167151839, -0.429130942, -0.73887664, 0.295003355], [0.253027976, -0.0644494891, -0.120928325, 0.182533577, 0.188612267], [0.887366533, 0.191459194, 0.511191428, 0.604068816, 0.0359746292]]> : tensor<8x5xf32>
    %cst_2 = stablehlo.constant dense<[0.152753696, -0.48637104, 0.251372516, 0.0258140378, 0.243535787]> : tensor<5xf32>
    %0 = stablehlo.convolution(%arg0, %cst) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {stride = [1], pad = [[1, 1]], lhs_dilate = [1], rhs_dilate = [1], reverse = [false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision DEFAULT>, #stablehlo<precision DEFAULT>]} : (tensor<1x10x4xf32>, tensor<3x4x8xf32>) -> tensor<1x10x8xf32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [2] : (tensor<8xf32>) -> tensor<1x1x8xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2] : (tensor<1x1x8xf32>) -> tensor<1x10x8xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x10x8xf32>
    %4 = call @relu(%3) : (tensor<1x10x8xf32>) -> tensor<1x10x8xf32>
    %cst_3 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %5 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<f32>
    %6 = "stablehlo.reduce_window"(%4, %5) <{base_dilations = array<i64: 1, 1, 1>, padding = dense<0> : tensor<3x2xi64>, window_dilations = array<i64: 1, 1, 1>, window_dimensions = array<i64: 1, 2, 1>, window_strides = array<i64: 1, 2, 1>}> ({
    ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
      %15 = stablehlo.maximum %arg1, %arg2 : tensor<f32>
      stablehlo.return %15 : tensor<f32>
    }) : (tensor<1x10x8xf32>, tensor<f32>) -> tensor<1x5x8xf32>
    %7 = stablehlo.dot_general %6, %cst_1, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x5x8xf32>, tensor<8x5xf32>) -> tensor<1x5x5xf32>
    %8 = stablehlo.broadcast_in_dim %cst_2, dims = [2] : (tensor<5xf32>) -> tensor<1x1x5xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [0, 1, 2] : (tensor<1x1x5xf32>) -> tensor<1x5x5xf32>
    %10 = stablehlo.add %7, %9 : tensor<1x5x5xf32>
    %11 = call @relu_0(%10) : (tensor<1x5x5xf32>) -> tensor<1x5x5xf32>
    %cst_4 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %12 = stablehlo.reduce(%11 init: %cst_4) applies stablehlo.add across dimensions = [1] : (tensor<1x5x5xf32>, tensor<f32>) -> tensor<1x5xf32>
    %cst_5 = stablehlo.constant dense<5.000000e+00> : tensor<f32>
    %13 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<1x5xf32>
    %14 = stablehlo.divide %12, %13 : tensor<1x5xf32>
    return %14 : tensor<1x5xf32>
  }
  func.func private @relu(%arg0: tensor<1x10x8xf32>) -> tensor<1x10x8xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x10x8xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x10x8xf32>
    return %1 : tensor<1x10x8xf32>
  }
  func.func private @relu_0(%arg0: tensor<1x5x5xf32>) -> tensor<1x5x5xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x5x5xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x5x5xf32>
    return %1 : tensor<1x5x5xf32>
  }
}
