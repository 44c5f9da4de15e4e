// ap_axi_sdata.h - test only: what nn2fpga's C++ uses of the vendor's header of this name.
#ifndef AP_AXI_SDATA_H
#define AP_AXI_SDATA_H

#include "ap_int.h"

template <int D, int U, int I, int T>
struct ap_axiu {
  ap_uint<D> data;
  ap_uint<D / 8> keep;
  ap_uint<D / 8> strb;
  ap_uint<1> last;
};

#endif
