package dev.thalweg.trainer.topology;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that tells when a transaction is committed. */
public final class CommittedProducer extends KafkaProducer<byte[], byte[]> {
  private volatile Runnable committed = () -> {};

  public CommittedProducer(Map<String, Object> settings) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Runs this after every commit, on the thread that committed. */
  void afterCommits(Runnable told) {
    committed = told;
  }

  @Override
  public void commitTransaction() {
    super.commitTransaction();
    committed.run();
  }
}
