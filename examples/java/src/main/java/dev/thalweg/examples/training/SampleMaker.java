package dev.thalweg.examples.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.DeadLetter;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.RecordOrigin;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Sample;
import java.io.IOException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes a sample of each reading. What is no reading is put aside, and stops nothing. */
final class SampleMaker implements Processor<byte[], byte[], byte[], byte[]> {
  private final String samples;
  private final AvroSerializer<Sample> serializer;
  private ProcessorContext<byte[], byte[]> context;

  SampleMaker(Pipeline pipeline, SchemaRegistry registry) {
    samples = pipeline.topic(PipelineTopic.SAMPLES);
    serializer = new AvroSerializer<>(registry);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    try {
      Sample sample = Reading.parse(record.value()).toSample();
      context.forward(
          new Record<>(
              sample.getId().getBytes(UTF_8),
              serializer.serialize(samples, sample),
              record.timestamp()),
          MeterTopology.SAMPLES_SINK);
    } catch (IOException e) {
      refuse(record, e.getMessage());
    }
  }

  private void refuse(Record<byte[], byte[]> record, String why) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        new DeadLetter(
            new RecordOrigin(from.topic(), from.partition(), from.offset()),
            record.key(),
            record.value(),
            why);
    context.forward(
        new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
        MeterTopology.REFUSED_SINK);
  }
}
