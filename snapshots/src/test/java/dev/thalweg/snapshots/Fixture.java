package dev.thalweg.snapshots;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.model.Classifier;
import dev.thalweg.model.network.Architecture;
import dev.thalweg.model.network.Parameters;
import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Directive;
import dev.thalweg.schemas.avro.DirectiveKind;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.avro.PartitionOffset;
import dev.thalweg.schemas.avro.Prediction;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.snapshots.directive.Directives;
import dev.thalweg.snapshots.history.StoredSnapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Small snapshots and images, each a function of its number alone. */
public final class Fixture {
  public static final Pipeline PIPELINE = new Pipeline("test");
  public static final SchemaRegistry REGISTRY = SchemaRegistry.inMemory();
  public static final Architecture ARCHITECTURE =
      Architecture.parse("4x4 dense(8,relu) dense(3,softmax) cross_entropy");

  public static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1));

  private static final Map<Architecture, List<String>> HASHES = new HashMap<>();

  private Fixture() {}

  public static Snapshot snapshot(long sequence) {
    return snapshot(sequence, ARCHITECTURE);
  }

  /** Each is a link to the one before it of the same network. */
  public static synchronized Snapshot snapshot(long sequence, Architecture architecture) {
    List<String> hashes = HASHES.computeIfAbsent(architecture, network -> new ArrayList<>());
    while (hashes.size() < sequence) {
      hashes.add(linked(hashes.size(), architecture, hashes).getSha256());
    }
    return linked(sequence, architecture, hashes);
  }

  private static Snapshot linked(long sequence, Architecture architecture, List<String> hashes) {
    SplittableRandom random = new SplittableRandom(sequence);
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * architecture.parameterCount()).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (random.nextDouble() - 0.5));
    }
    Snapshot snapshot = snapshot(sequence, architecture.text(), bytes.array());
    snapshot.setParentSha256(sequence == 0 ? "" : hashes.get((int) sequence - 1));
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  public static Snapshot snapshot(long sequence, String architecture, byte[] parameters) {
    Snapshot snapshot = new Snapshot();
    snapshot.setModel(PIPELINE.model());
    snapshot.setSequence(sequence);
    snapshot.setVersion(100 * sequence);
    snapshot.setStep(10 * sequence);
    snapshot.setArchitecture(architecture);
    snapshot.setHyperparameters(Map.of("seed", "1"));
    snapshot.setParameters(ByteBuffer.wrap(parameters));
    snapshot.setParentSha256("");
    snapshot.setOffsets(List.of(new PartitionOffset(0, 100 * sequence)));
    snapshot.setBackend("test");
    snapshot.setTrainedAt(Instant.ofEpochMilli(sequence));
    SnapshotSeal.seal(snapshot);
    return snapshot;
  }

  /** The first snapshots of a model, each a link to the one before it. */
  public static List<Snapshot> chain(int length) {
    List<Snapshot> chain = new ArrayList<>();
    String parent = "";
    for (int sequence = 0; sequence < length; sequence++) {
      Snapshot snapshot = snapshot(sequence);
      snapshot.setParentSha256(parent);
      snapshot.setLoss(2.5 / (1 + sequence));
      snapshot.setAccuracy(1 - 0.5 / (1 + sequence));
      SnapshotSeal.seal(snapshot);
      parent = snapshot.getSha256();
      chain.add(snapshot);
    }
    return chain;
  }

  /** As the topic holds it in its slot. */
  public static StoredSnapshot stored(Snapshot snapshot) {
    return StoredSnapshot.of(
        new SnapshotValidator(PIPELINE.model()),
        snapshot,
        new ConsumerRecord<>(
            PIPELINE.topic(PipelineTopic.SNAPSHOTS), 0, 0, key(snapshot), encode(snapshot)),
        true);
  }

  public static byte[] key(Snapshot snapshot) {
    return SnapshotRing.key(snapshot.getModel(), snapshot.getSequence());
  }

  public static ServedModel served(long sequence) {
    return served(snapshot(sequence));
  }

  public static ServedModel served(Snapshot snapshot) {
    try {
      return new SnapshotValidator(PIPELINE.model()).validate(key(snapshot), snapshot);
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  public static byte[] encode(Snapshot snapshot) {
    return new AvroSerializer<Snapshot>(REGISTRY)
        .serialize(PIPELINE.topic(PipelineTopic.SNAPSHOTS), snapshot);
  }

  public static Directive pin(Snapshot snapshot, long offset) {
    return Directives.pin(snapshot, offset, Instant.ofEpochMilli(offset));
  }

  public static Directive directive(DirectiveKind kind) {
    return new Directive(PIPELINE.model(), kind, -1L, Instant.EPOCH, "", -1L);
  }

  public static byte[] encode(Directive directive) {
    return new AvroSerializer<Directive>(REGISTRY)
        .serialize(PIPELINE.topic(PipelineTopic.CONTROL), directive);
  }

  public static byte[] pixels(int number) {
    byte[] pixels = new byte[ARCHITECTURE.inputs()];
    new SplittableRandom(number).nextBytes(pixels);
    return pixels;
  }

  public static Example image(int number) {
    return new Example(
        "i" + number,
        List.of(4, 4),
        Datatype.UINT8,
        ByteBuffer.wrap(pixels(number)),
        Instant.ofEpochMilli(number));
  }

  public static byte[] encode(Example image) {
    return new AvroSerializer<Example>(REGISTRY)
        .serialize(PIPELINE.topic(PipelineTopic.EXAMPLES), image);
  }

  /** What the weights say of an image, computed apart from the scorer. */
  public static float[] probabilities(ServedModel model, byte[] pixels) {
    float[] probabilities = new float[model.architecture().classes()];
    Parameters parameters = model.parameters();
    try (Classifier classifier = new Classifier(model.architecture(), 1)) {
      classifier.score(parameters, pixels, 1, probabilities);
    }
    return probabilities;
  }

  public static MockProducer<byte[], byte[]> producer(boolean acknowledging) {
    return new MockProducer<>(
        acknowledging, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public static List<ProducerRecord<byte[], byte[]>> sent(
      MockProducer<byte[], byte[]> producer, PipelineTopic topic) {
    return producer.history().stream()
        .filter(record -> record.topic().equals(PIPELINE.topic(topic)))
        .toList();
  }

  public static List<Prediction> predictions(MockProducer<byte[], byte[]> producer) {
    AvroDecoder<Prediction> decoder = AvroDecoder.of(REGISTRY, Prediction.getClassSchema());
    return sent(producer, PipelineTopic.PREDICTIONS).stream()
        .map(record -> decoded(decoder, record.value()))
        .toList();
  }

  public static List<Alarm> alarms(MockProducer<byte[], byte[]> producer) {
    AvroDecoder<Alarm> decoder = AvroDecoder.of(REGISTRY, Alarm.getClassSchema());
    return sent(producer, PipelineTopic.ALARMS).stream()
        .map(record -> decoded(decoder, record.value()))
        .toList();
  }

  public static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> T decoded(
      AvroDecoder<T> decoder, byte[] value) {
    try {
      return decoder.decode(value);
    } catch (UnreadableRecordException e) {
      throw new AssertionError(e);
    }
  }
}
