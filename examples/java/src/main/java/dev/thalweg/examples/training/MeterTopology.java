package dev.thalweg.examples.training;

import dev.thalweg.model.learning.Preset;
import dev.thalweg.model.network.Datatype;
import dev.thalweg.model.network.Shape;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.trainer.fold.LearnerConfig;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/** Readings in; the pipeline's samples out; and the learner, which reads those. */
public final class MeterTopology {
  /** The team's own topic: JSON, one reading a record. */
  public static final String READINGS = "meter-readings";

  static final String SAMPLES_SINK = "made-samples";
  static final String REFUSED_SINK = "refused-readings";

  private static final String SOURCE = "readings-source";
  private static final String MAKER = "sample-maker";

  private MeterTopology() {}

  /** What is learned: three numbers in, two classes out, a snapshot every 500 samples. */
  public static LearnerConfig learner(Pipeline pipeline) {
    Preset preset = Preset.named("tabular");
    return new LearnerConfig(
        pipeline,
        preset.architecture(Shape.of(Reading.FEATURES), Reading.CLASSES),
        Datatype.FP32,
        preset.hyperparameters(),
        500,
        LearnerConfig.OnDivergence.SKIP);
  }

  /**
   * Adds the nodes of both to a topology, and returns it.
   *
   * @param learner adds the learner's
   */
  static Topology build(
      Topology topology,
      Pipeline pipeline,
      SchemaRegistry registry,
      UnaryOperator<Topology> learner) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        SOURCE,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        READINGS);
    topology.addProcessor(MAKER, () -> new SampleMaker(pipeline, registry), SOURCE);
    addSink(topology, SAMPLES_SINK, pipeline.topic(PipelineTopic.SAMPLES));
    addSink(topology, REFUSED_SINK, pipeline.topic(PipelineTopic.DEAD_LETTERS));
    return learner.apply(topology);
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), MAKER);
  }
}
