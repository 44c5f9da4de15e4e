// In the block that fills a memory: a bit is the other way round, if 'fault' says so.
`ifndef YOSYS
    begin : fault
      integer file;
      integer place;
      integer number;
      integer memory;
      integer nth;
      integer flipped;
      integer k;
      integer seen;
      integer hash;
      reg [8*1000-1:0] name;
      $sformat(name, "%m");
      hash = 17;
      for (k = 0; k < 1000; k = k + 1)
        if (name[8*k+:8] != 0) hash = (hash * 31 + {24'd0, name[8*k+:8]}) & 32'h7fffffff;
      file = $fopen("fault", "r");
      number = $fscanf(file, "%d %d %d %d %d", place, number, memory, nth, flipped);
      $fclose(file);
      seen = 0;
      for (k = 0; k < 2048; k = k + 1)
        if (bytes[k] != 0) begin
          if (memory == hash && seen == nth) begin
            $display("reached");
            bytes[k] = bytes[k] ^ (1 << flipped);
          end
          seen = seen + 1;
        end
      $display("memory %0d %0d", hash, seen);
    end
`endif
