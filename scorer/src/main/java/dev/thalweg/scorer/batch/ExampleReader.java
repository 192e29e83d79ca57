package dev.thalweg.scorer.batch;

import dev.thalweg.schemas.UnreadableRecordException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes examples of the records of a topic. Belongs to one thread. */
public interface ExampleReader {

  /**
   * Reads a record.
   *
   * @return empty of a record that says nothing; else valid until the next is read
   * @throws UnreadableRecordException when there is no example in it
   * @throws dev.thalweg.schemas.UserException when the registry can't be asked; this says nothing
   *     of the record
   */
  Optional<ReadExample> read(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException;
}
