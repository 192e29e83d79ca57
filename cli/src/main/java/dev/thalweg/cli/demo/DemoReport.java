package dev.thalweg.cli.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.thalweg.cli.demo.live.Latency;
import dev.thalweg.cli.terminal.ReportFile;
import java.nio.file.Path;

/**
 * What a demo came to.
 *
 * @param source the short name of the data's source
 * @param samples learned in all, by earlier runs on the same directory too
 * @param seconds from the first sample sent in this run to the last one learned
 * @param samplesPerSecond learned in this run, by {@code seconds}
 * @param prequentialAccuracy share of all samples that were right before they were learned
 * @param testExamples scored by the last snapshot, or the pinned one, through the topics
 * @param testAccuracy share of them that were right
 * @param snapshots published in all
 * @param servedVersion of the snapshot that scored the test images
 * @param servedSha256 of that snapshot
 * @param predictionLatencyMs from an image's sending to its prediction being readable, over the
 *     held-out stream while the trainer learned
 * @param alarms that were raised in this run, of whatever kind
 */
@JsonPropertyOrder({
  "source",
  "samples",
  "seconds",
  "samplesPerSecond",
  "prequentialAccuracy",
  "testExamples",
  "testAccuracy",
  "snapshots",
  "servedVersion",
  "servedSha256",
  "predictionLatencyMs",
  "alarms"
})
record DemoReport(
    String source,
    long samples,
    double seconds,
    double samplesPerSecond,
    double prequentialAccuracy,
    long testExamples,
    double testAccuracy,
    long snapshots,
    long servedVersion,
    String servedSha256,
    Latency predictionLatencyMs,
    long alarms) {

  void writeTo(Path file) {
    ReportFile.write(file, this);
  }
}
