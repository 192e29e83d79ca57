package dev.thalweg.integration.guarantee;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes Kafka Streams believe, at chosen counts of the records that it hands out, that the task's
 * state is corrupted: it then closes the task, restores its store and would revive it. At odd
 * counts before the record is processed, at even ones after it. Asks for a commit where a task
 * begins, and after every record, so that whatever outlives a task is committed and what is learned
 * after it is not.
 */
public final class CorruptingWrapper implements ProcessorWrapper {
  private static final String COUNTS = "guarantee.corrupted.at";

  /** What a trainer says each time. */
  static final String SAID = "guarantee: corrupted at record ";

  /** Of the process: whether Streams revives the processor or makes another is its own affair. */
  private static final AtomicLong RECORDS = new AtomicLong();

  private Set<Long> counts = Set.of();

  /** The settings that make a trainer's task corrupted at these counts. */
  static void configure(Trial trial, long... counts) {
    trial
        .with("processor.wrapper.class", CorruptingWrapper.class.getName())
        .with(
            COUNTS,
            Arrays.stream(counts).mapToObj(Long::toString).collect(Collectors.joining(",")));
  }

  @Override
  public void configure(Map<String, ?> configs) {
    counts =
        Arrays.stream(configs.get(COUNTS).toString().split(","))
            .map(Long::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public <KIn, VIn, KOut, VOut>
      WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
          String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
    return new WrappedProcessorSupplier<>() {
      @Override
      public Processor<KIn, VIn, KOut, VOut> get() {
        return new Corrupting<>(supplier.get());
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return supplier.stores();
      }
    };
  }

  @Override
  public <KIn, VIn, VOut>
      WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
          String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
    return ProcessorWrapper.asWrappedFixedKey(supplier);
  }

  private final class Corrupting<KIn, VIn, KOut, VOut> implements Processor<KIn, VIn, KOut, VOut> {
    private final Processor<KIn, VIn, KOut, VOut> wrapped;
    private ProcessorContext<KOut, VOut> context;

    Corrupting(Processor<KIn, VIn, KOut, VOut> wrapped) {
      this.wrapped = wrapped;
    }

    @Override
    public void init(ProcessorContext<KOut, VOut> context) {
      this.context = context;
      wrapped.init(context);
      context.commit();
    }

    @Override
    public void process(Record<KIn, VIn> record) {
      long count = RECORDS.incrementAndGet();
      boolean corrupted = counts.contains(count);
      if (corrupted && count % 2 == 1) {
        corrupt(count);
      }
      wrapped.process(record);
      context.commit();
      if (corrupted) {
        corrupt(count);
      }
    }

    private void corrupt(long count) {
      System.err.println(SAID + count);
      throw new TaskCorruptedException(Set.of(context.taskId()));
    }

    @Override
    public void close() {
      wrapped.close();
    }
  }
}
