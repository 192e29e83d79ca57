package dev.thalweg.trainer.exchange;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.avro.Merge;
import dev.thalweg.topics.bounded.TopicScan;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All merges of a pipeline, as the log has them. */
public final class MergeHistory {
  private static final Logger LOG = LoggerFactory.getLogger(MergeHistory.class);

  private MergeHistory() {}

  /**
   * Reads them in order: of those with the same number the first, and none that does not follow on
   * the one before it.
   *
   * @throws dev.thalweg.schemas.UserException when the topic can't be read
   */
  public static List<Merge> read(
      Connection connection, Pipeline pipeline, SchemaRegistry registry) {
    AvroDecoder<Merge> decoder = AvroDecoder.of(registry, Merge.getClassSchema());
    List<Merge> merges = new ArrayList<>();
    TopicScan.read(
        connection,
        pipeline.topic(PipelineTopic.MERGES),
        read -> {
          try {
            Merge merge = decoder.decode(read.value());
            if (merge.getNumber() == merges.size() + 1) {
              merges.add(merge);
            }
          } catch (UnreadableRecordException e) {
            LOG.warn(
                "The record at offset {} of {} is no merge, and passed over: {}",
                read.offset(),
                read.topic(),
                e.getMessage());
          }
        });
    return merges;
  }
}
