module @jit_folded attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x12xf32>) -> (tensor<1x4xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[0.387539148, -0.0456912369, 5.284610e-01, -0.496344864], [-0.10747277, 0.103002474, -0.662373304, 0.449595153], [-0.628985702, 0.344191492, 5.898830e-01, 0.607162415], [0.959935188, 0.692668497, -3.958410e-01, 1.26511586], [-0.0866100266, 0.779065489, 0.0757161453, -0.202219933], [0.6693632, 0.242484584, -0.119854726, 0.163037345], [0.655576587, 1.05694664, -0.287914455, 0.443595588], [-0.227569714, 0.694610476, 0.434489697, 0.950628161], [0.422985941, 0.0486919433, -0.0333017334, 0.0465076491], [-0.450259835, -0.0515880845, -0.65374732, 0.143646568], [0.262226641, 0.290277421, -0.227644324, 0.424723268], [0.49645403, 0.00645262143, -0.336473554, -0.676358044]]> : tensor<12x4xf32>
    %cst_0 = stablehlo.constant dense<[-0.355095834, -0.190079048, 0.260871261, -0.134821936, -0.906263768, -0.0835678949, 0.293629736, -0.0833359137, -0.563774109, -1.12084699, 0.120257705, 0.0894617363]> : tensor<12xf32>
    %0 = stablehlo.multiply %cst, %cst : tensor<12x4xf32>
    %cst_1 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %1 = stablehlo.reduce(%0 init: %cst_1) applies stablehlo.add across dimensions = [0] : (tensor<12x4xf32>, tensor<f32>) -> tensor<4xf32>
    %2 = stablehlo.rsqrt %1 : tensor<4xf32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [1] : (tensor<4xf32>) -> tensor<1x4xf32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [0, 1] : (tensor<1x4xf32>) -> tensor<12x4xf32>
    %5 = stablehlo.multiply %cst, %4 : tensor<12x4xf32>
    %6 = stablehlo.abs %cst : tensor<12x4xf32>
    %cst_2 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %7 = stablehlo.reduce(%6 init: %cst_2) applies stablehlo.maximum across dimensions = [0, 1] : (tensor<12x4xf32>, tensor<f32>) -> tensor<f32>
    %8 = stablehlo.broadcast_in_dim %7, dims = [] : (tensor<f32>) -> tensor<12x4xf32>
    %9 = stablehlo.divide %5, %8 : tensor<12x4xf32>
    %10 = stablehlo.slice %9 [0:6, 0:4] : (tensor<12x4xf32>) -> tensor<6x4xf32>
    %11 = stablehlo.slice %9 [6:12, 0:4] : (tensor<12x4xf32>) -> tensor<6x4xf32>
    %12 = call @_flip(%11) : (tensor<6x4xf32>) -> tensor<6x4xf32>
    %13 = stablehlo.concatenate %10, %12, dim = 0 : (tensor<6x4xf32>, tensor<6x4xf32>) -> tensor<12x4xf32>
    %14 = stablehlo.iota dim = 0 : tensor<12xf32>
    %cst_3 = stablehlo.constant dense<1.200000e+01> : tensor<f32>
    %15 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<12xf32>
    %16 = stablehlo.divide %14, %15 : tensor<12xf32>
    %17 = stablehlo.sqrt %16 : tensor<12xf32>
    %18 = stablehlo.broadcast_in_dim %17, dims = [1] : (tensor<12xf32>) -> tensor<1x12xf32>
    %19 = stablehlo.add %arg0, %18 : tensor<1x12xf32>
    %20 = stablehlo.tanh %cst_0 : tensor<12xf32>
    %21 = stablehlo.broadcast_in_dim %20, dims = [1] : (tensor<12xf32>) -> tensor<1x12xf32>
    %22 = stablehlo.subtract %19, %21 : tensor<1x12xf32>
    %23 = stablehlo.transpose %13, dims = [1, 0] : (tensor<12x4xf32>) -> tensor<4x12xf32>
    %24 = stablehlo.transpose %23, dims = [1, 0] : (tensor<4x12xf32>) -> tensor<12x4xf32>
    %25 = stablehlo.dot_general %22, %24, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<1x12xf32>, tensor<12x4xf32>) -> tensor<1x4xf32>
    return %25 : tensor<1x4xf32>
  }
  func.func private @_flip(%arg0: tensor<6x4xf32>) -> tensor<6x4xf32> {
    %0 = stablehlo.reverse %arg0, dims = [0] : tensor<6x4xf32>
    return %0 : tensor<6x4xf32>
  }
}
