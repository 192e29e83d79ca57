package dev.thalweg.ingest.made;

import dev.thalweg.ingest.metrics.IngestFigures;
import dev.thalweg.ingest.metrics.IngestFigures.Event;
import dev.thalweg.schemas.PipelineTopic;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Where what is made goes to. Belongs to one thread. */
public final class Outlets {
  private final ProcessorContext<byte[], byte[]> context;
  private final RecordsMade records;
  private final boolean scored;
  private final IngestFigures figures;

  /**
   * @param context of a processor whose children have the names of {@link #node}
   * @param scored whether examples and labels are written besides samples, for scorer and monitor
   */
  public Outlets(
      ProcessorContext<byte[], byte[]> context,
      RecordsMade records,
      boolean scored,
      IngestFigures figures) {
    this.context = context;
    this.records = records;
    this.scored = scored;
    this.figures = figures;
  }

  /** The name of the node that writes to a topic. */
  public static String node(PipelineTopic topic) {
    return topic.suffix() + "-sink";
  }

  /** Writes a sample. */
  public void sample(Features features, double target) {
    figures.count(Event.SAMPLE);
    context.forward(records.sample(features, target), node(PipelineTopic.SAMPLES));
  }

  /** Writes features to be classified, if they are to be. */
  public void example(Features features) {
    if (scored) {
      context.forward(
          records.example(features, PipelineTopic.EXAMPLES), node(PipelineTopic.EXAMPLES));
    }
  }

  /** Writes the label of features that are to be classified. */
  public void label(Features features, double target) {
    if (scored) {
      context.forward(
          records.label(features.id(), target, features.timeMs()), node(PipelineTopic.LABELS));
    }
  }

  /** Writes features without a label. */
  public void orphan(Features features) {
    context.forward(records.example(features, PipelineTopic.ORPHANS), node(PipelineTopic.ORPHANS));
  }
}
