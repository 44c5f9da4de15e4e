package io.nn2fpga.partition;

import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.lower.HostGraphs;
import io.nn2fpga.lower.Places;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.Products;
import io.nn2fpga.nn.Rearrangement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the region that is worth most among those that can be lowered.
 *
 * <p>Regions are tried in the order of what they would be worth if all their products went to
 * hardware. One that cannot be lowered names nodes, and no further region with these is tried,
 * until one is found whose real worth, after what lowering itself leaves to the host, no other can
 * reach.
 *
 * <p>A node that was refused in one place need not be in another: at a region's end, without some
 * of its neighbours, it may be left to the host, or become part of an encoding. So up to {@value
 * #MAX_RETRIES} regions with such nodes that would be worth more are tried as well, but none in
 * which one has the neighbours among which it was refused.
 */
final class RegionSearch {
  /** Regions that are given up on although no node of them is to blame. */
  private static final int MAX_BLAMELESS = 64;

  /** Regions that are tried in vain although they hold nodes that were refused elsewhere. */
  private static final int MAX_RETRIES = 64;

  private final Graph graph;
  private final Lowering lowering;
  private final GraphSplitter splitter;
  private final long[] macs;
  private final List<BitSet> neighbours = new ArrayList<>();
  private final BitSet refused = new BitSet();
  private final Set<Place> refusedPlaces = new HashSet<>();
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Map<String, String> reasonsAtEnds = new HashMap<>();
  private final List<Region> regions = new ArrayList<>();

  /** What is between two cuts; its worth if all of it goes to hardware. */
  record Region(Cuts cuts, BitSet nodes, long worth) {}

  /** A node among those of its neighbours that are in a region with it. */
  private record Place(int node, BitSet neighbours) {}

  /** A region that can be lowered. */
  record Found(Cuts cuts, long worth, QuantizedModel lowered) {}

  RegionSearch(Graph graph, Lowering lowering) {
    this.graph = graph;
    this.lowering = lowering;
    splitter = new GraphSplitter(graph);
    macs = graph.nodes().stream().mapToLong(node -> Products.of(graph, node)).toArray();
    for (int i = 0; i < graph.nodes().size(); i++) {
      neighbours.add(splitter.neighbours(i));
    }
  }

  private Place place(int node, BitSet region) {
    BitSet inside = (BitSet) neighbours.get(node).clone();
    inside.and(region);
    return new Place(node, inside);
  }

  /** Whether a region holds a node that was refused among the same neighbours. */
  private boolean isRefused(BitSet region) {
    return region.stream()
        .filter(refused::get)
        .anyMatch(i -> refusedPlaces.contains(place(i, region)));
  }

  /** Why nodes have no hardware form, by the node's name. */
  Map<String, String> reasons() {
    return reasons;
  }

  /** Notes that the nodes which the failure of the whole network names have no hardware form. */
  void refuse(DiagnosticException failure) {
    BitSet all = new BitSet();
    all.set(0, graph.nodes().size());
    refuse(failure, all);
  }

  /** Notes the nodes of a region that a failure names; false if it names none. */
  private boolean refuse(DiagnosticException failure, BitSet region) {
    boolean any = false;
    for (Diagnostic diagnostic : failure.diagnostics()) {
      for (int i = region.nextSetBit(0); i >= 0; i = region.nextSetBit(i + 1)) {
        Node node = graph.nodes().get(i);
        if (splitter.isComputed(node) && diagnostic.at().contains(Places.of(node))) {
          Place place = place(i, region);
          refused.set(i);
          any |= refusedPlaces.add(place);
          boolean inside = place.neighbours().equals(neighbours.get(i));
          (inside ? reasons : reasonsAtEnds).putIfAbsent(node.name(), diagnostic.message());
        }
      }
    }
    return any;
  }

  /** The best region; null if none that can be lowered is worth anything. */
  @Nullable Found run() {
    enumerate();
    return best(best(null, false), true);
  }

  /**
   * The best of regions and one that was found before.
   *
   * @param refusedToo whether to try regions with nodes that were refused elsewhere, too
   */
  private @Nullable Found best(@Nullable Found known, boolean refusedToo) {
    Found best = known;
    int failures = 0;
    for (Region region : regions) {
      if (region.worth <= (best == null ? 0 : best.worth)
          || failures > (refusedToo ? MAX_RETRIES : MAX_BLAMELESS)) {
        break;
      }
      if (refusedToo ? isRefused(region.nodes) : region.nodes.intersects(refused)) {
        continue;
      }
      try {
        QuantizedModel lowered = lowering.lower(splitter.split(region.cuts).region());
        long worth = worth(region, lowered);
        if (worth > (best == null ? 0 : best.worth)) {
          best = new Found(region.cuts, worth, lowered);
        }
      } catch (DiagnosticException e) {
        boolean blamed = refuse(e, region.nodes);
        failures += refusedToo || !blamed ? 1 : 0;
      }
    }
    return best;
  }

  /** Every region that may be worth something, the worthiest first, once {@link #run} has begun. */
  List<Region> regions() {
    return regions;
  }

  private void enumerate() {
    List<String> values =
        splitter.values().stream().filter(v -> CutCost.canCross(graph.value(v).tensor())).toList();
    for (int to = 0; to < values.size(); to++) {
      for (int from = 0; from < to; from++) {
        Cuts cuts = new Cuts(values.get(from), values.get(to));
        BitSet nodes = splitter.region(cuts);
        if (!nodes.isEmpty() && !isRefused(nodes) && splitter.problem(cuts) == null) {
          regions.add(new Region(cuts, nodes, worth(cuts, nodes)));
        }
      }
    }
    regions.sort(
        Comparator.comparingLong(Region::worth)
            .reversed()
            .thenComparing(Comparator.comparingLong(this::computing).reversed())
            .thenComparing(region -> region.nodes.cardinality()));
  }

  /** How many nodes of a region do more than move numbers, which costs the host next to nothing. */
  private long computing(Region region) {
    return region.nodes.stream()
        .filter(i -> !(graph.nodes().get(i).op() instanceof Rearrangement))
        .count();
  }

  private long worth(Cuts cuts, BitSet nodes) {
    return CutCost.worth(
        nodes.stream().mapToLong(i -> macs[i]).sum(),
        graph.value(cuts.input()).tensor(),
        graph.value(cuts.output()).tensor());
  }

  /** What a region is worth without the nodes that lowering leaves to the host. */
  long worth(Region region, QuantizedModel lowered) {
    HostGraphs host = lowered.host();
    Set<String> left = new HashSet<>();
    addNames(host.head(), left);
    addNames(host.tail(), left);
    long spared =
        region.nodes.stream()
            .filter(i -> !left.contains(graph.nodes().get(i).name()))
            .mapToLong(i -> macs[i])
            .sum();
    return CutCost.worth(
        spared,
        graph.value(region.cuts.input()).tensor(),
        graph.value(region.cuts.output()).tensor());
  }

  private static void addNames(@Nullable Graph part, Set<String> names) {
    if (part != null) {
      part.nodes().forEach(node -> names.add(node.name()));
    }
  }

  /**
   * Why nodes that have a hardware form are the host's: what the best region with each would be
   * worth.
   */
  Map<String, String> costs(Found found) {
    Map<String, String> costs = new HashMap<>();
    BitSet chosen = splitter.region(found.cuts);
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node node = graph.nodes().get(i);
      if (!splitter.isComputed(node) || chosen.get(i) || reasons.containsKey(node.name())) {
        continue;
      }
      costs.put(
          node.name(),
          node.op() instanceof HostTail ? "the host's at the end of a network" : cost(i, found));
    }
    return costs;
  }

  private String cost(int place, Found found) {
    for (Region region : regions) {
      if (region.nodes.get(place) && !isRefused(region.nodes)) {
        return String.format(
            Locale.ROOT,
            "cost: a region with it is worth at most %,d, the one chosen %,d",
            region.worth,
            found.worth);
      }
    }
    return reasonsAtEnds.getOrDefault(
        graph.nodes().get(place).name(), "no region of one input and one output holds it");
  }
}
