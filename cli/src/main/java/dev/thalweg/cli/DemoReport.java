package dev.thalweg.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thalweg.schemas.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a demo came to.
 *
 * @param source the short name of the data's source
 * @param samples learned in all, by earlier runs on the same directory too
 * @param seconds from the first sample sent in this run to the last one learned
 * @param samplesPerSecond learned in this run, by {@code seconds}
 * @param prequentialAccuracy share of all samples that were right before they were learned
 * @param testImages scored by the last snapshot, or the pinned one, through the topics
 * @param testAccuracy share of them that were right
 * @param snapshots published in all
 * @param servedVersion of the snapshot that scored the test images
 * @param servedSha256 of that snapshot
 * @param predictionLatencyMs from an image's sending to its prediction being readable, over the
 *     held-out stream while the trainer learned
 */
@JsonPropertyOrder({
  "source",
  "samples",
  "seconds",
  "samplesPerSecond",
  "prequentialAccuracy",
  "testImages",
  "testAccuracy",
  "snapshots",
  "servedVersion",
  "servedSha256",
  "predictionLatencyMs"
})
record DemoReport(
    String source,
    long samples,
    double seconds,
    double samplesPerSecond,
    double prequentialAccuracy,
    long testImages,
    double testAccuracy,
    long snapshots,
    long servedVersion,
    String servedSha256,
    Latency predictionLatencyMs) {

  /** Quantiles in milliseconds. */
  record Latency(long p50, long p99) {}

  /** Checks that a report can be written here, before the work is done. */
  static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserException(
          "The report %s can't be written: name a file in a folder that exists.".formatted(file));
    }
  }

  void writeTo(Path file) {
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new UserException(
          "The report %s can't be written (%s).".formatted(file, e.getMessage()), e);
    }
  }
}
