package dev.thalweg.scorer.batch;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.provenance.Provenance;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of the pipeline's own topic, which are examples. */
final class WrittenExamples implements ExampleReader {
  private final AvroDecoder<Example> decoder;

  WrittenExamples(SchemaRegistry registry) {
    decoder = AvroDecoder.reusing(registry, new Example());
  }

  @Override
  public Optional<ReadExample> read(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    return Optional.of(
        new ReadExample(decoder.decode(record.value()), Provenance.in(record.headers())));
  }
}
