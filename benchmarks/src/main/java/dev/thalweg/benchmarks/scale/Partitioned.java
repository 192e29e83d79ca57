package dev.thalweg.benchmarks.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.producer.ExampleStream;
import dev.thalweg.producer.source.LabelledExample;
import dev.thalweg.schemas.avro.Sample;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;

/** A stream of samples over partitions, each where Kafka's producer puts it by its id. */
final class Partitioned {
  private final ExampleStream stream;

  /** By partition, the indices in the stream, in order. */
  private final int[][] indices;

  /**
   * @param samples of the stream, from its beginning
   */
  Partitioned(ExampleStream stream, int samples, int partitions) {
    this.stream = stream;
    indices = new int[partitions][samples / partitions + 16];
    int[] counts = new int[partitions];
    for (int index = 0; index < samples; index++) {
      int partition = partition(stream.idAt(index), partitions);
      if (counts[partition] == indices[partition].length) {
        indices[partition] = Arrays.copyOf(indices[partition], 2 * counts[partition]);
      }
      indices[partition][counts[partition]++] = index;
    }
    for (int partition = 0; partition < partitions; partition++) {
      indices[partition] = Arrays.copyOf(indices[partition], counts[partition]);
    }
  }

  /** As the producer's own partitioner has it for a record with a key. */
  static int partition(String id, int partitions) {
    return Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % partitions;
  }

  int samples(int partition) {
    return indices[partition].length;
  }

  /** The sample at an offset of a partition. */
  Sample at(int partition, int offset) {
    int index = indices[partition][offset];
    LabelledExample example = stream.exampleAt(index);
    return new Sample(
        stream.idAt(index),
        stream.source().format().shape(),
        stream.source().format().datatype(),
        ByteBuffer.wrap(example.data()),
        example.label(),
        1f,
        stream.source().name());
  }
}
