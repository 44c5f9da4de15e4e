package io.nn2fpga.driver;

import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import org.jspecify.annotations.Nullable;

/**
 * What the host's part of a network starts with.
 *
 * @param name of the model's input
 * @param model the model's input, not the accelerator's
 * @param preprocessing what makes it of raw data
 * @param codes what the input's codes stand for, where the model takes codes and says so; else null
 */
public record HostInput(
    String name, ModelInput model, Preprocessing preprocessing, @Nullable CodeGrid codes) {}
