# user.xdc - a place for your own constraints; build.tcl adds it to the project.
#
# The only clock comes from the processing system, whose IP constrains it, and every register of the
# accelerator is in its domain: no clock, pin or false path needs to be named here.
