module @jit_perceptron attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x12xf32>) -> (tensor<1x4xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[0.504883587, -0.426529288, -0.89425534, 0.841645479, 0.327576488, -0.347265184, 0.190115884, 0.0979115813], [0.485900581, 0.253217041, -0.209057197, 0.872299492, -0.748790145, 6.199750e-01, -0.108887658, 0.370594054], [0.9613626, -0.115358323, -1.00676322, -9.584230e-02, -0.529050589, 0.595919073, 0.596741378, -0.449512064], [0.45000574, 0.356847972, -0.6760903, -0.547964752, 0.48404485, 0.324969262, -0.0692554787, 0.387727648], [0.393163174, -0.838663756, -0.0787143632, 0.561321914, 0.313336074, -0.557694376, -0.0630821735, 0.248638883], [-0.607075095, -0.129763409, -0.683292508, -0.180200517, -0.643345594, 0.777021229, -6.183150e-01, -0.469981879], [-0.430808485, -0.184365943, -0.569535494, 1.41640055, -1.00175202, 0.371969908, 0.348724842, 0.11393781], [-0.476289123, -0.479733884, -0.126380235, 0.610514223, -0.331328571, 0.343142241, -0.348689854, -0.0465664528], [0.35445708, 0.867754638, 0.683078825, -0.00379054691, -0.126876175, -0.51001507, 0.484877288, -0.310855925], [-0.0116576105, 0.17111811, 0.225473046, -0.516142249, -0.272414267, 0.18915683, -0.206363872, -0.461770445], [0.687168241, -1.05299318, -0.77890712, -0.0168197174, -0.262455016, 0.588600695, -0.175027981, -0.836199462], [0.185902208, -0.18792288, -0.239162073, 0.224758461, -0.405377477, 0.197651371, 0.224973261, 0.15772374]]> : tensor<12x8xf32>
    %cst_0 = stablehlo.constant dense<[0.281516165, -1.06454015, -1.18551576, -0.234458089, 0.821869194, -0.0392160751, 0.840266525, -0.0658730641]> : tensor<8xf32>
    %cst_1 = stablehlo.constant dense<[[-0.379810899, 0.980730175, -0.0652791932, 0.528695643, -0.12314105, -0.534526229, -0.46449396, -0.63093847], [0.0540493429, 0.19035621, 0.131095678, -1.20753944, -0.134695292, -0.280345082, 0.279687792, -0.704451739], [-0.203678906, -0.298127294, 0.13815698, 0.0407776237, 0.564713657, 0.232234791, 0.0941915586, 0.432973891], [-0.553876042, 0.150439873, 0.0816932097, -0.349360108, -0.57374537, 0.252584785, 0.624261558, 0.189221501], [0.393695861, -0.282938957, 0.595746279, -0.455841571, 0.924137115, 0.177771598, 0.0862651318, -0.169009864], [0.174598888, -0.687411367, -0.847656369, 0.0573001429, -0.792452275, -0.904696941, 0.186334416, 0.738461792]]> : tensor<6x8xf32>
    %cst_2 = stablehlo.constant dense<[[-0.308994651, 0.224347055, 0.529068649, 0.135138914], [-0.326962799, -0.709766566, 0.600270033, -0.180006161], [0.102780983, -0.321307749, -0.31150949, 0.159203008], [0.314613461, 0.684940814, 0.793910384, 0.0471629538], [-0.720481395, 0.312367171, -0.203703806, 0.0970477163], [-0.395343691, -0.442052275, 0.0320344418, -0.485789597]]> : tensor<6x4xf32>
    %cst_3 = stablehlo.constant dense<[-0.377003223, 0.533503115, 0.0326832868, 0.233417511]> : tensor<4xf32>
    %0 = stablehlo.dot_general %arg0, %cst, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x12xf32>, tensor<12x8xf32>) -> tensor<1x8xf32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [1] : (tensor<8xf32>) -> tensor<1x8xf32>
    %2 = stablehlo.add %0, %1 : tensor<1x8xf32>
    %cst_4 = stablehlo.constant dense<-5.000000e-01> : tensor<f32>
    %cst_5 = stablehlo.constant dense<6.000000e+00> : tensor<f32>
    %3 = call @clip(%2, %cst_4, %cst_5) : (tensor<1x8xf32>, tensor<f32>, tensor<f32>) -> tensor<1x8xf32>
    %4 = stablehlo.reshape %3 : (tensor<1x8xf32>) -> tensor<8xf32>
    %5 = stablehlo.dot_general %cst_1, %4, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<6x8xf32>, tensor<8xf32>) -> tensor<6xf32>
    %6 = call @relu6(%5) : (tensor<6xf32>) -> tensor<6xf32>
    %7 = stablehlo.reshape %6 : (tensor<6xf32>) -> tensor<1x6xf32>
    %8 = stablehlo.dot_general %7, %cst_2, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x6xf32>, tensor<6x4xf32>) -> tensor<1x4xf32>
    %9 = stablehlo.negate %8 : tensor<1x4xf32>
    %cst_6 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
    %10 = stablehlo.broadcast_in_dim %cst_6, dims = [] : (tensor<f32>) -> tensor<1x4xf32>
    %11 = stablehlo.divide %9, %10 : tensor<1x4xf32>
    %12 = stablehlo.broadcast_in_dim %cst_3, dims = [1] : (tensor<4xf32>) -> tensor<1x4xf32>
    %13 = stablehlo.add %11, %12 : tensor<1x4xf32>
    %cst_7 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %14 = stablehlo.reduce(%13 init: %cst_7) applies stablehlo.maximum across dimensions = [1] : (tensor<1x4xf32>, tensor<f32>) -> tensor<1xf32>
    %cst_8 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %15 = stablehlo.broadcast_in_dim %cst_8, dims = [] : (tensor<f32>) -> tensor<1xf32>
    %16 = stablehlo.maximum %15, %14 : tensor<1xf32>
    %17 = stablehlo.broadcast_in_dim %16, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %18 = stablehlo.broadcast_in_dim %17, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x4xf32>
    %19 = stablehlo.subtract %13, %18 : tensor<1x4xf32>
    %20 = stablehlo.exponential %19 : tensor<1x4xf32>
    %cst_9 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %21 = stablehlo.reduce(%20 init: %cst_9) applies stablehlo.add across dimensions = [1] : (tensor<1x4xf32>, tensor<f32>) -> tensor<1xf32>
    %22 = stablehlo.broadcast_in_dim %21, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %23 = stablehlo.broadcast_in_dim %22, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x4xf32>
    %24 = stablehlo.divide %20, %23 : tensor<1x4xf32>
    return %24 : tensor<1x4xf32>
  }
  func.func private @clip(%arg0: tensor<1x8xf32>, %arg1: tensor<f32>, %arg2: tensor<f32>) -> tensor<1x8xf32> {
    %0 = stablehlo.convert %arg1 : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [] : (tensor<f32>) -> tensor<1x8xf32>
    %2 = stablehlo.maximum %1, %arg0 : tensor<1x8xf32>
    %3 = stablehlo.convert %arg2 : tensor<f32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [] : (tensor<f32>) -> tensor<1x8xf32>
    %5 = stablehlo.minimum %4, %2 : tensor<1x8xf32>
    return %5 : tensor<1x8xf32>
  }
  func.func private @relu6(%arg0: tensor<6xf32>) -> tensor<6xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<6xf32>
    %cst_0 = stablehlo.constant dense<6.000000e+00> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %3 = stablehlo.minimum %1, %2 : tensor<6xf32>
    return %3 : tensor<6xf32>
  }
}
