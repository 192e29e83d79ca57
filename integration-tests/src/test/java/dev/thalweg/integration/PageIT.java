package dev.thalweg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import dev.thalweg.schemas.AvroSerializer;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.avro.Alarm;
import dev.thalweg.schemas.avro.AlarmKind;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * The page in a real browser, during a real run. Skipped where Chromium is not installed, but not
 * where {@code THALWEG_REQUIRE} says {@code browser}.
 */
@Execution(ExecutionMode.CONCURRENT)
@OnEachStack(containersByDefault = false)
class PageIT {
  private static final Pattern ADDRESS = Pattern.compile("The page is at (http://\\S+:\\d+)");

  private static final Page.WaitForSelectorOptions ATTACHED =
      new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);

  @Parameter TestStack stack;

  @BeforeAll
  static void requireBrowser() {
    boolean there = Files.isExecutable(BrowserWindow.CHROMIUM);
    if (!System.getenv().getOrDefault("THALWEG_REQUIRE", "").contains("browser")) {
      assumeThat(there).as("Chromium is installed at %s", BrowserWindow.CHROMIUM).isTrue();
    }
    assertThat(there).as("Chromium is installed at %s", BrowserWindow.CHROMIUM).isTrue();
  }

  @Test
  void page_showsTheRunAndTakesADigitThatIsLearned() throws Exception {
    try (CommandLineCluster cluster = new CommandLineCluster(stack, "page")) {
      // Given: a run of which a part is over when the page is opened
      cluster.startService("train", "--snapshot-every", "500", "--instance", "one");
      ThalwegProcess monitor = startMonitor(cluster, "0");
      cluster.start("score", "--gate", "off", "--no-http", "--instance", "one");
      cluster.run("produce", "--source", "digits", "--samples", "1024", "--rate", "max");
      assertThat(cluster.watchRing(2)).hasSizeGreaterThanOrEqualTo(2);

      try (BrowserWindow window = BrowserWindow.open(1280, 900, ColorScheme.LIGHT)) {
        // When, then
        Page page = window.page();
        String address = address(monitor);
        page.navigate(address);
        double before = seesAccuracy(page);
        seesItRise(cluster, page, before);
        assertThat(window.failures()).isEmpty();
        monitor.kill();
        page.waitForSelector("#connection[data-state=lost]");
        sendImages(cluster);
        monitor = startMonitor(cluster, address.substring(address.lastIndexOf(':') + 1));
        assertThat(address(monitor)).isEqualTo(address);
        seesScoredImages(page);
        window.failures().removeIf(failure -> failure.contains("net::ERR_"));
        seesAnAlarm(cluster.connection(), page);
        String id = drawsASeven(page);
        assertAccessible(page);
        saysWhatItWas(cluster, page, id);
        drawsByKeyboard(page);
        assertThat(window.failures()).isEmpty();
      }
    }
  }

  private static ThalwegProcess startMonitor(CommandLineCluster cluster, String port) {
    String[] monitor = {"monitor", "--instance", "one", "--window", "1", "--http-port", port};
    return cluster.startService(monitor);
  }

  private static String address(ThalwegProcess monitor) {
    Matcher found = ADDRESS.matcher(monitor.err());
    assertThat(found.find()).as(monitor.describe()).isTrue();
    return found.group(1);
  }

  /** The history, told at once to a page that is opened late. */
  private static double seesAccuracy(Page page) {
    page.waitForSelector("#connection[data-state=live]");
    page.waitForSelector("#trained[data-value]");
    page.waitForSelector("#chart-accuracy path.trained");
    page.waitForSelector("#snapshots tbody tr");
    return value(page, "#trained");
  }

  private static double value(Page page, String selector) {
    return Double.parseDouble(page.getAttribute(selector, "data-value"));
  }

  private static void seesItRise(CommandLineCluster cluster, Page page, double before) {
    String[] more = {
      "produce", "--source", "digits", "--samples", "2976", "--rate", "max", "--data-seed", "2"
    };
    cluster.run(more);
    Awaitility.await("accuracy to rise")
        .atMost(CommandLineCluster.LONG)
        .until(() -> value(page, "#learned") == 4_000 && value(page, "#trained") > before);
  }

  private static void sendImages(CommandLineCluster cluster) {
    cluster.run("produce", "--to", "examples", "--source", "digits", "--samples", "300");
  }

  /** What another monitor tells of the time when there was none, without loading the page anew. */
  private static void seesScoredImages(Page page) {
    page.waitForSelector("#connection[data-state=live]");
    page.waitForSelector("#served[data-value]");
    assertThat(value(page, "#learned")).isEqualTo(4_000);
    // One window is a point, and its line has no length to be seen.
    page.waitForSelector("#chart-windows path.served", ATTACHED);
    page.waitForSelector("#misses canvas");
    assertThat(value(page, "#served")).isBetween(0.5, 1.0);
    assertThat(page.locator("#scorers tbody tr").innerText())
        .containsPattern("scorer-one\\s+page\\s+4,000\\s+newest\\s+\\d+ s ago");
  }

  private static void seesAnAlarm(Connection connection, Page page) throws Exception {
    Alarm alarm = new Alarm("page", AlarmKind.DRIFT, "The errors <b>rose</b>.", Instant.now());
    try (SchemaRegistry registry = connection.openRegistry();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                connection.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] value = new AvroSerializer<Alarm>(registry).serialize("page.alarms", alarm);
      producer.send(new ProducerRecord<>("page.alarms", value)).get();
    }
    page.waitForSelector("#chart-accuracy .flag");
    assertThat(page.locator("#alarms li").innerText()).contains("The errors <b>rose</b>.");
  }

  /** Returns the drawing's id, as its image has it. */
  private static String drawsASeven(Page page) {
    BrowserWindow.drag(page, "#canvas", List.of(70, 55, 200, 55, 165, 140, 130, 235));
    var answer = page.waitForResponse("**/api/draw", () -> page.locator("#classify").click());
    Matcher found = Pattern.compile("page-[0-9a-f-]{36}").matcher(answer.text());
    assertThat(found.find()).as(answer.text()).isTrue();
    page.waitForSelector("#draw-result[data-label]");
    assertThat(page.locator("#draw-result").innerText())
        .matches("(?s)It looks like a [0-9] .* says version 4,000, after [0-9]+ ms.*");
    assertThat(page.locator("#probabilities li").count()).isEqualTo(10);
    return found.group();
  }

  /** By the rules of WCAG 2.1 AA that can be judged from outside, in light, dark and on a phone. */
  private static void assertAccessible(Page page) {
    audit(page, 1280, 900, ColorScheme.LIGHT);
    audit(page, 1280, 900, ColorScheme.DARK);
    audit(page, 390, 844, ColorScheme.DARK);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
  }

  private static void audit(Page page, int width, int height, ColorScheme scheme) {
    page.setViewportSize(width, height);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    List<String> rules = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice");
    AxeResults found = new AxeBuilder(page).withTags(rules).analyze();
    assertThat(found.getPasses()).hasSizeGreaterThan(20);
    assertThat(found.getViolations())
        .as("%s, %d pixels wide", scheme, width)
        .extracting(rule -> rule.getId() + " at " + rule.getNodes().get(0).getHtml())
        .isEmpty();
  }

  /** From a new page's top, without a pointer: to the drawing area, a stroke, its label. */
  private static void drawsByKeyboard(Page page) {
    page.reload();
    page.waitForSelector("#connection[data-state=live]");
    for (String key : List.of("Tab", "Enter", "Tab", "Space")) {
      page.keyboard().press(key);
    }
    assertThat(page.evaluate("document.activeElement.matches('#canvas:focus-visible')"))
        .isEqualTo(true);
    for (int i = 0; i < 20; i++) {
      page.keyboard().press("ArrowDown");
    }
    page.keyboard().press("Enter");
    page.waitForSelector("#draw-result[role=status][data-label] strong");
    page.keyboard().press("1");
    page.waitForSelector("#labels button[aria-pressed=true]");
    assertThat(page.locator("#draw-result").innerText()).contains("Thank you: a 1.");
  }

  private static void saysWhatItWas(CommandLineCluster cluster, Page page, String id) {
    page.keyboard().press("7");
    page.waitForSelector("#labels button[aria-pressed=true]");
    JsonNode sample =
        cluster.watch("samples", 4_001).stream()
            .map(record -> record.get("value"))
            .filter(value -> value.get("id").asText().equals(id))
            .findFirst()
            .orElseThrow(() -> new AssertionError(id + " is not in samples"));
    assertThat(sample.get("label").asInt()).isEqualTo(7);
    assertThat(sample.get("source").asText()).isEqualTo("page");
    assertThat(page.locator("#draw-result").innerText()).contains("is learned next");
    Awaitility.await("its label to count")
        .atMost(Duration.ofSeconds(30))
        .until(() -> page.locator("#served-of").innerText().contains("of 301 labelled"));
  }
}
