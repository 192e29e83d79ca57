package dev.thalweg.benchmarks.micro;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Datatype;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Samples per second into the wire format and out of it. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  private static final String TOPIC = "digits.samples";

  private AvroSerializer<Sample> serializer;
  private AvroDecoder<Sample> decoder;
  private Sample sample;
  private byte[] encoded;

  /** Draws a sample, the same in every run. */
  @Setup
  public void prepare() {
    SchemaRegistry registry = SchemaRegistry.inMemory();
    serializer = new AvroSerializer<>(registry);
    decoder = AvroDecoder.reusing(registry, new Sample());
    byte[] pixels = new byte[28 * 28];
    new Random(1).nextBytes(pixels);
    sample =
        new Sample(
            "mnist-train-1-000123",
            List.of(28, 28),
            Datatype.UINT8,
            ByteBuffer.wrap(pixels),
            7,
            1f,
            "mnist");
    encoded = serializer.serialize(TOPIC, sample);
  }

  /** As the producer writes it. */
  @Benchmark
  public byte[] encode() {
    return serializer.serialize(TOPIC, sample);
  }

  /** As the trainer reads it. */
  @Benchmark
  public Sample decode() throws UnreadableRecordException {
    return decoder.decode(encoded);
  }
}
