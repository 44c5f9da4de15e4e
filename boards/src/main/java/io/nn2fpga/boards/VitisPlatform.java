package io.nn2fpga.boards;

/**
 * What Vitis must know of an accelerator card.
 *
 * @param platform the development platform, as {@code v++ --platform} takes it
 * @param memory the memory that holds inputs and outputs, as {@code --connectivity.sp} takes it,
 *     for example {@code DDR[0]} or {@code HBM[0]}
 * @param memoryWidth bits of the kernel's port to that memory: a power of two from 32 to 512
 */
public record VitisPlatform(String platform, String memory, int memoryWidth) {}
