package io.nn2fpga.driver;

import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;

/**
 * What the host's part of a network starts with.
 *
 * @param name of the model's input
 * @param model the model's input, not the accelerator's
 * @param preprocessing what makes it of raw data
 */
public record HostInput(String name, ModelInput model, Preprocessing preprocessing) {}
