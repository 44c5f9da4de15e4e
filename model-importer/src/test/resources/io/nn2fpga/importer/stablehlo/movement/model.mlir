module @jit_movement attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x3x6x3xf32>) -> (tensor<1x2xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[[0.746439754, 0.140418813, 0.103438362, -1.14437592], [0.522421718, 0.300409973, -0.0107809715, -0.0295840632]], [[-0.028085269, 0.251488715, -0.439896047, 0.237341538], [0.315836787, 0.431642652, 0.00978055596, -0.188534528]], [[0.318434805, -0.288351744, -4.237550e-01, -6.982630e-02], [-0.00218955521, 0.236355767, 0.677877604, -0.730220139]], [[0.361346543, 0.0201425329, 0.0583054684, 0.355584145], [0.565051377, -0.883473813, -0.242943093, -0.636670113]], [[-1.09998357, 0.24605836, 0.696041465, 1.39742303], [0.888919889, 0.732143461, 0.137536392, -0.952092528]], [[-0.0959494859, -0.336731732, 0.63848406, -0.902441561], [0.123913564, 0.160422936, 0.354307026, -0.0512885228]], [[-0.85745114, 0.77804917, -1.47273386, 0.0730308443], [0.0558203831, 0.524069428, 0.541097462, -0.236433595]], [[0.769004642, 0.0854492933, 0.0520495772, -0.228030577], [-0.554981589, -0.0329168178, -0.351914525, -0.249448568]], [[-0.380177528, 0.186349794, 0.19519949, -0.628604054], [0.0707850382, -0.216626182, -0.382954627, 0.317301899]]]> : tensor<9x2x4xf32>
    %cst_0 = stablehlo.constant dense<[[[-0.777270317, 0.411749363, -0.426730812, 0.625984132], [-0.300343692, -1.18754983, -0.151294619, 1.26406264]], [[0.314084411, -0.340555251, -0.876341044, 0.0799171701], [0.115581401, -0.0759854391, 5.877360e-01, 0.261101842]], [[0.555906296, 0.199624613, 1.22219574, 0.187843636], [-0.428688467, -0.390558869, 0.602295637, 0.292215645]], [[-0.379133373, -0.752362847, -0.0312284473, 0.422672898], [0.557042837, 6.996480e-01, -0.428377867, -0.356362492]], [[0.848754823, 0.385136127, -0.222463846, -0.482544392], [0.322220743, -0.976442694, 0.25832209, -0.228609145]], [[-0.103827931, -0.228680313, -0.484596938, -0.0639299452], [0.164713979, 0.129125088, -0.0810559243, 0.13060084]], [[-0.413624018, -1.26007152, 0.3453857, 0.50945878], [0.314067155, 0.330584645, 0.255532682, 0.202187374]], [[0.20653595, 0.178939015, -5.582050e-01, -0.160273924], [-0.146084204, 0.00159953639, -0.09897805, 0.262277573]], [[-0.0654369369, -0.260280788, -0.0332785435, 0.514133573], [-0.661118746, -0.851927042, 0.691812455, 0.386637807]]]> : tensor<9x2x4xf32>
    %cst_1 = stablehlo.constant dense<5.000000e-01> : tensor<f32>
    %0 = call @_pad(%arg0, %cst_1) : (tensor<1x3x6x3xf32>, tensor<f32>) -> tensor<1x4x8x3xf32>
    %1 = stablehlo.slice %0 [0:1, 1:4, 0:8:2, 0:3] : (tensor<1x4x8x3xf32>) -> tensor<1x3x4x3xf32>
    %2 = call @_flip(%1) : (tensor<1x3x4x3xf32>) -> tensor<1x3x4x3xf32>
    %cst_2 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %3 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<1x3x4x3xf32>
    %4 = stablehlo.concatenate %1, %2, %3, dim = 3 : (tensor<1x3x4x3xf32>, tensor<1x3x4x3xf32>, tensor<1x3x4x3xf32>) -> tensor<1x3x4x9xf32>
    %5 = stablehlo.reshape %4 : (tensor<1x3x4x9xf32>) -> tensor<1x12x9xf32>
    %6 = stablehlo.reshape %cst : (tensor<9x2x4xf32>) -> tensor<9x8xf32>
    %7 = stablehlo.dot_general %5, %6, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x12x9xf32>, tensor<9x8xf32>) -> tensor<1x12x8xf32>
    %8 = stablehlo.reshape %4 : (tensor<1x3x4x9xf32>) -> tensor<1x12x9xf32>
    %9 = stablehlo.reshape %cst_0 : (tensor<9x2x4xf32>) -> tensor<9x8xf32>
    %10 = stablehlo.dot_general %8, %9, contracting_dims = [2] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x12x9xf32>, tensor<9x8xf32>) -> tensor<1x12x8xf32>
    %11 = stablehlo.reshape %7 : (tensor<1x12x8xf32>) -> tensor<1x12x2x4xf32>
    %12 = stablehlo.reshape %10 : (tensor<1x12x8xf32>) -> tensor<1x12x2x4xf32>
    %13 = stablehlo.dot_general %12, %11, batching_dims = [0, 2] x [0, 2], contracting_dims = [3] x [3], precision = [DEFAULT, DEFAULT] : (tensor<1x12x2x4xf32>, tensor<1x12x2x4xf32>) -> tensor<1x2x12x12xf32>
    %cst_3 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
    %14 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<1x2x12x12xf32>
    %15 = stablehlo.divide %13, %14 : tensor<1x2x12x12xf32>
    %cst_4 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %16 = stablehlo.reduce(%15 init: %cst_4) applies stablehlo.maximum across dimensions = [3] : (tensor<1x2x12x12xf32>, tensor<f32>) -> tensor<1x2x12xf32>
    %cst_5 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %17 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<1x2x12xf32>
    %18 = stablehlo.maximum %17, %16 : tensor<1x2x12xf32>
    %19 = stablehlo.broadcast_in_dim %18, dims = [0, 1, 2] : (tensor<1x2x12xf32>) -> tensor<1x2x12x1xf32>
    %20 = stablehlo.broadcast_in_dim %19, dims = [0, 1, 2, 3] : (tensor<1x2x12x1xf32>) -> tensor<1x2x12x12xf32>
    %21 = stablehlo.subtract %15, %20 : tensor<1x2x12x12xf32>
    %22 = stablehlo.exponential %21 : tensor<1x2x12x12xf32>
    %cst_6 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %23 = stablehlo.reduce(%22 init: %cst_6) applies stablehlo.add across dimensions = [3] : (tensor<1x2x12x12xf32>, tensor<f32>) -> tensor<1x2x12xf32>
    %24 = stablehlo.broadcast_in_dim %23, dims = [0, 1, 2] : (tensor<1x2x12xf32>) -> tensor<1x2x12x1xf32>
    %25 = stablehlo.broadcast_in_dim %24, dims = [0, 1, 2, 3] : (tensor<1x2x12x1xf32>) -> tensor<1x2x12x12xf32>
    %26 = stablehlo.divide %22, %25 : tensor<1x2x12x12xf32>
    %27 = stablehlo.dot_general %11, %26, batching_dims = [0, 2] x [0, 1], contracting_dims = [1] x [3], precision = [DEFAULT, DEFAULT] : (tensor<1x12x2x4xf32>, tensor<1x2x12x12xf32>) -> tensor<1x2x4x12xf32>
    %28 = stablehlo.transpose %27, dims = [0, 3, 1, 2] : (tensor<1x2x4x12xf32>) -> tensor<1x12x2x4xf32>
    %cst_7 = stablehlo.constant dense<0x7F800000> : tensor<f32>
    %29 = stablehlo.reduce(%28 init: %cst_7) applies stablehlo.minimum across dimensions = [1, 3] : (tensor<1x12x2x4xf32>, tensor<f32>) -> tensor<1x2xf32>
    return %29 : tensor<1x2xf32>
  }
  func.func private @_pad(%arg0: tensor<1x3x6x3xf32>, %arg1: tensor<f32>) -> tensor<1x4x8x3xf32> {
    %0 = stablehlo.convert %arg1 : tensor<f32>
    %1 = stablehlo.pad %arg0, %0, low = [0, 1, 0, 0], high = [0, 0, 2, 0], interior = [0, 0, 0, 0] : (tensor<1x3x6x3xf32>, tensor<f32>) -> tensor<1x4x8x3xf32>
    return %1 : tensor<1x4x8x3xf32>
  }
  func.func private @_flip(%arg0: tensor<1x3x4x3xf32>) -> tensor<1x3x4x3xf32> {
    %0 = stablehlo.reverse %arg0, dims = [1, 3] : tensor<1x3x4x3xf32>
    return %0 : tensor<1x3x4x3xf32>
  }
}
