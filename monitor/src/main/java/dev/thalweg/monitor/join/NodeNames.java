package dev.thalweg.monitor.join;

/** Names of the topology's nodes to which a processor forwards. */
public final class NodeNames {
  public static final String ARRIVALS = "arrivals";

  /** The first node of the way to the join, by the name that the DSL derives. */
  public static final String ARRIVALS_OUT = ARRIVALS + "-repartition-filter";

  public static final String COUNTS = "counts";

  /** The first node of the way to the aggregator, named in the same way. */
  public static final String COUNTS_OUT = COUNTS + "-repartition-filter";

  public static final String OUTCOMES = "outcomes";

  /** The first node of the way to the drift detectors. */
  public static final String OUTCOMES_OUT = OUTCOMES + "-repartition-filter";

  public static final String ALARMS_SINK = "alarms-sink";
  public static final String DRIFT_DEAD_LETTERS_SINK = "drift-dead-letters-sink";
  public static final String DEAD_LETTERS_SINK = "dead-letters-sink";

  private NodeNames() {}
}
