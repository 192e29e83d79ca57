package dev.thalweg.scorer.gate;

import dev.thalweg.model.network.Architecture;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.ExampleFormat;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.Label;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.Fixture;
import dev.thalweg.snapshots.ServedModel;
import dev.thalweg.snapshots.SnapshotSeal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Networks that call every example the same, so that labels alone decide how good they are. */
final class GateFixture {
  public static final int SIZE = 4;
  public static final int CLASSES = 3;
  public static final String ARCHITECTURE = "4x4 dense(3,softmax) cross_entropy";

  private static final String LARGE = "4x4 dense(16384,relu) dense(3,softmax) cross_entropy";

  static final ExampleFormat FORMAT = new ExampleFormat(List.of(SIZE, SIZE), Datatype.UINT8);

  private GateFixture() {}

  /** Says this class, whatever it sees. The one before it says 1 if it is the second, else 0. */
  public static Snapshot always(int label, long sequence) {
    return always(ARCHITECTURE, label, sequence);
  }

  /** The same of a network that is too large for a record. */
  public static Snapshot largeAlways(int label, long sequence) {
    return always(LARGE, label, sequence);
  }

  private static Snapshot always(String architecture, int label, long sequence) {
    int count = Architecture.parse(architecture).parameterCount();
    ByteBuffer parameters = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    parameters.putFloat(Float.BYTES * (count - CLASSES + label), 1f);
    Snapshot snapshot = Fixture.snapshot(sequence, architecture, parameters.array());
    if (sequence > 0) {
      snapshot.setParentSha256(
          always(architecture, sequence == 2 ? 1 : 0, sequence - 1).getSha256());
      SnapshotSeal.seal(snapshot);
    }
    return snapshot;
  }

  public static ServedModel model(int label, long sequence) {
    return Fixture.served(always(label, sequence));
  }

  /** So many examples of class 0, then so many of class 1, then of class 2. */
  public static List<LabelledExample> examples(int... counts) {
    List<LabelledExample> examples = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      LabelledExample example = new LabelledExample(FORMAT, new byte[SIZE * SIZE], label);
      examples.addAll(Collections.nCopies(counts[label], example));
    }
    return examples;
  }

  public static Example example(String id) {
    return new Example(
        id,
        List.of(SIZE, SIZE),
        Datatype.UINT8,
        ByteBuffer.wrap(Fixture.pixels(id.hashCode())),
        Instant.EPOCH);
  }

  public static Label label(String id, int label) {
    return new Label(id, label, Instant.EPOCH, null);
  }

  public static Label label(String id, int label, long labelledAtMs) {
    return new Label(id, label, Instant.ofEpochMilli(labelledAtMs), null);
  }

  public static byte[] encode(Label label) {
    return new AvroSerializer<Label>(Fixture.REGISTRY)
        .serialize(Fixture.PIPELINE.topic(PipelineTopic.LABELS), label);
  }
}
