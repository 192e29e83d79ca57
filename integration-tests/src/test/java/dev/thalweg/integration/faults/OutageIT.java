package dev.thalweg.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.process.ThalwegProcess;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TakesMinutes;
import dev.thalweg.integration.stack.TestStack;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/**
 * All services under a steady load, through one outage after the other: of broker and registry at
 * the start, of both under way, of the registry alone, of a broker that keeps silent.
 */
@OnEachStack(containersByDefault = false, alone = true)
@TakesMinutes
class OutageIT {
  private static final String WAITS = "Waiting up to 4m for the broker at ";
  private static final String WAITS_FOR_REGISTRY = "Waiting up to 4m for the schema registry at ";
  private static final String GOES_ON = " answers again, and work goes on.";

  @Parameter TestStack stack;

  private LoadedPipelines load;

  @BeforeEach
  void createTopics() throws IOException {
    // Shorter than the outages, which so end what is open.
    load =
        new LoadedPipelines(
            stack,
            "outage",
            "transaction.timeout.ms=4000\nschema.registry.http.read.timeout.ms=1000\n");
  }

  @AfterEach
  void close() {
    load.close();
  }

  @Test
  void servicesUnderLoad_outliveEveryOutage_andNothingIsLostOrTwice() throws Exception {
    // Given: a start without a cluster
    stack.goAway();
    ThalwegProcess trainer = load.startServices();
    ThalwegProcess samples = load.produce(load.cluster(), "samples", 100);
    ThalwegProcess examples = load.produce(load.cluster(), "examples", 40);
    ThalwegProcess others = load.produce(load.once(), "examples", 40);
    load.awaitEach(service -> service.err().contains(WAITS));
    assertThat(load.services()).noneMatch(service -> service.err().contains("is ready"));
    stack.comeBack();
    List<ThalwegProcess> lasting = load.services().subList(0, 4);
    LoadedPipelines.await(lasting, service -> service.err().contains("is ready"));
    ThalwegProcess impatient =
        load.once().startService("monitor", "--no-http", "--wait-for-cluster", "2s");
    load.awaitProgress();

    // When: both are gone for longer than one of them waits
    stack.goAway();
    load.awaitEach(service -> LoadedPipelines.count(service, WAITS) == 2);
    assertThat(impatient.awaitExit(CommandLineCluster.LONG)).isEqualTo(1);
    stack.comeBack();
    load.awaitEach(service -> LoadedPipelines.count(service, GOES_ON) >= 2);
    load.awaitProgress();

    // When: the registry alone, which those that work don't need
    stack.freezeRegistry();
    ThalwegProcess second =
        load.cluster().start(load.with("train", "--instance", "two", "--hidden", "32"));
    load.awaitProgress();
    LoadedPipelines.await(List.of(second), service -> service.err().contains(WAITS_FOR_REGISTRY));
    stack.thawRegistry();
    LoadedPipelines.await(List.of(second), service -> service.err().contains("is ready"));
    second.terminate();
    second.awaitExit(CommandLineCluster.LONG);

    // When: a broker that keeps silent
    stack.freezeBroker();
    load.awaitEach(service -> LoadedPipelines.count(service, WAITS) == 3);
    stack.thawBroker();
    load.awaitEach(service -> LoadedPipelines.count(service, GOES_ON) >= 3);
    load.awaitProgress();

    // When: one that is killed
    stack.killBrokerAndRestart();
    load.awaitProgress();

    // Then
    assertThat(impatient.err().lines().filter(line -> line.startsWith("thalweg: ")))
        .as(impatient.describe())
        .singleElement()
        .asString()
        .containsAnyOf("No Kafka broker answers at ", "The schema registry at ")
        .contains("it was waited for, 2s long (--wait-for-cluster)");
    assertThat(impatient.err()).doesNotContain(" ERROR ");
    load.assertEverySampleIsLearnedOnce(trainer, LoadedPipelines.sent(samples));
    load.assertEveryExampleIsScoredAndCounted(
        LoadedPipelines.sent(examples), LoadedPipelines.sent(others));
    load.assertNothingForDevelopersWasSaid();
  }
}
