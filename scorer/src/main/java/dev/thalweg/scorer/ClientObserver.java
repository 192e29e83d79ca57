package dev.thalweg.scorer;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Is shown Kafka clients, to read their metrics and nothing else. */
public interface ClientObserver {
  /** A consumer that is in use on another thread. */
  void consumer(Consumer<?, ?> consumer);

  /** A producer that is in use. */
  void producer(Producer<?, ?> producer);
}
