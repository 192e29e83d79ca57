package dev.thalweg.integration.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.thalweg.integration.command.CommandLineCluster;
import dev.thalweg.integration.command.RowsOfNumbers;
import dev.thalweg.integration.stack.OnEachStack;
import dev.thalweg.integration.stack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * The page in a real browser, during a real run, which the tests share. Skipped where Chromium is
 * not installed, but not where {@code THALWEG_REQUIRE} says {@code browser}.
 */
@Order(4)
@ResourceLock("the run that the page shows")
@OnEachStack(containersByDefault = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageIT {
  private static final Page.WaitForSelectorOptions ATTACHED =
      new Page.WaitForSelectorOptions().setState(WaitForSelectorState.ATTACHED);

  private static final Pattern LABELLED = Pattern.compile("of ([\\d,]+) labelled");

  @Parameter TestStack stack;

  private static ShownRun run;
  private static Chromium browser;

  private BrowserWindow window;
  private Page page;

  @BeforeAll
  static void requireBrowser() {
    String without = "Chromium is installed at " + Chromium.EXECUTABLE;
    if (!System.getenv().getOrDefault("THALWEG_REQUIRE", "").contains("browser")) {
      assumeThat(Chromium.isInstalled()).as(without).isTrue();
    }
    assertThat(Chromium.isInstalled()).as(without).isTrue();
  }

  @BeforeParameterizedClassInvocation
  static void start(TestStack stack) {
    browser = Chromium.start();
    run = new ShownRun(stack);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (run != null) {
      run.close();
    }
    browser.close();
  }

  @BeforeEach
  void openPage() {
    window = browser.open();
    page = window.page();
    page.navigate(run.address());
    page.waitForSelector("#connection[data-state=live]");
  }

  @AfterEach
  void closePage() {
    try (BrowserWindow closing = window) {
      assertThat(closing.failures()).isEmpty();
    }
  }

  private double value(String selector) {
    return Double.parseDouble(page.getAttribute(selector, "data-value"));
  }

  @Test
  @Order(1) // it wants a model that has still much to learn
  void historyIsToldAtOnce_andAccuracyRisesWithWhatIsLearned() {
    // Given: what was over before the page was opened
    page.waitForSelector("#trained[data-value]");
    page.waitForSelector("#chart-accuracy path.trained");
    page.waitForSelector("#snapshots tbody tr");
    double before = value("#trained");

    // When
    run.produce(2_976, 2);

    // Then
    Awaitility.await("accuracy to rise")
        .atMost(CommandLineCluster.LONG)
        .until(() -> value("#learned") == 4_000 && value("#trained") > before);
  }

  @Test
  @Order(2) // the others want images that were scored
  void monitorThatIsStartedAgain_isFoundByTheOpenPage_andTellsOfTheTimeWithoutOne() {
    // When
    run.killMonitor();
    page.waitForSelector("#connection[data-state=lost]");
    run.sendImages(300);
    run.startMonitorAgain();

    // Then: without loading the page anew
    page.waitForSelector("#connection[data-state=live]");
    page.waitForSelector("#served[data-value]");
    assertThat(value("#learned")).isEqualTo(4_000);
    // One window is a point, and its line has no length to be seen.
    page.waitForSelector("#chart-windows path.served", ATTACHED);
    page.waitForSelector("#misses canvas");
    awaitLabelled(300);
    assertThat(value("#served")).isBetween(0.5, 1.0);
    assertThat(page.locator("#scorers tbody tr").innerText())
        .containsPattern("scorer-one\\s+page\\s+4,000\\s+newest\\s+\\d+ s ago");
    window.failures().removeIf(failure -> failure.contains("net::ERR_"));
  }

  private void awaitLabelled(int images) {
    Awaitility.await("%d labels to count".formatted(images))
        .atMost(CommandLineCluster.LONG)
        .until(() -> labelled() == images);
  }

  private int labelled() {
    Matcher found = LABELLED.matcher(page.locator("#served-of").innerText());
    return found.find() ? Integer.parseInt(found.group(1).replace(",", "")) : 0;
  }

  @Test
  @Order(3)
  void alarm_isFlaggedInTheChart_andItsTextIsText() {
    // When
    run.raiseAlarm("The errors <b>rose</b>.");

    // Then
    page.waitForSelector("#chart-accuracy .flag");
    assertThat(page.locator("#alarms li").first().innerText()).contains("The errors <b>rose</b>.");
  }

  @Test
  @Order(4) // before the page is audited with what it shows then
  void severalLearners_areListed_withWhoIsWaitedFor() {
    // Given: there is one
    page.waitForSelector("#learned[data-value]");
    assertThat(page.isVisible("#learners")).isFalse();

    // When
    run.merge(8, 0, 2, 3);

    // Then
    page.waitForSelector("#learners tbody tr");
    assertThat(page.locator("#learners tbody tr").all())
        .map(row -> String.join(" ", row.locator("th, td").allTextContents()))
        .map(row -> row.replaceAll("\\s+", " "))
        .containsExactly(
            "0 4,000 95.00 % 8 member",
            "1 2,000 95.00 % 6 waited for, missed 2", "2 2,000 95.00 % 5 not waited for, missed 3");
    assertThat(page.innerText("#merge")).contains("1 of 3 learners are in it, 3 were live.");
  }

  @Test
  @Order(5)
  void drawnDigit_isClassified_andLearnedUnderTheLabelThatItIsGiven() {
    // Given
    awaitLabelled(300);

    // When
    String id = drawSeven();
    page.keyboard().press("7");
    page.waitForSelector("#labels button[aria-pressed=true]");

    // Then
    assertThat(page.locator("#draw-result").innerText()).contains("is learned next");
    JsonNode sample =
        run.cluster().watch("samples", 4_001).stream()
            .map(record -> record.get("value"))
            .filter(value -> value.get("id").asText().equals(id))
            .findFirst()
            .orElseThrow(() -> new AssertionError(id + " is not in samples"));
    assertThat(sample.get("target").asInt()).isEqualTo(7);
    assertThat(sample.get("source").asText()).isEqualTo("page");
    awaitLabelled(301);
  }

  /** Returns the drawing's id, as its image has it. */
  private String drawSeven() {
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

  @Test
  @Order(6)
  void page_isAccessible_inLightInDarkAndOnAPhone() {
    // Given: an alarm of before, misses, and a drawing
    page.waitForSelector("#alarms li");
    page.waitForSelector("#misses canvas");
    drawSeven();

    // When, then: by the rules of WCAG 2.1 AA that can be judged from outside
    audit(1280, 900, ColorScheme.LIGHT);
    audit(1280, 900, ColorScheme.DARK);
    audit(390, 844, ColorScheme.DARK);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
  }

  private void audit(int width, int height, ColorScheme scheme) {
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

  @Test
  @Order(7)
  void digit_isDrawnAndLabelledByKeyboard() {
    // Given
    page.waitForSelector("#draw");

    // When: from the page's top, to the drawing area, a stroke, its label
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

    // Then
    assertThat(page.locator("#draw-result").innerText()).contains("Thank you: a 1.");
  }

  @Test
  @Order(8)
  void page_worksBehindAProxyUnderAPath() throws IOException {
    try (PrefixProxy proxy = PrefixProxy.of(run.address(), "/thalweg")) {
      // When
      page.navigate(proxy.address());

      // Then: its files came, and so do its events, and what is drawn
      page.waitForSelector("#connection[data-state=live]");
      page.waitForSelector("#learned[data-value]");
      assertThat(value("#learned")).isGreaterThanOrEqualTo(4_000);
      drawSeven();
      page.keyboard().press("7");
      page.waitForSelector("#labels button[aria-pressed=true]");
      page.navigate("about:blank"); // or it would miss the proxy
    }
  }

  @Test
  @Order(9)
  void modelOfNoPictures_hasNoPlaceForPictures(@TempDir Path home) throws IOException {
    Path data = RowsOfNumbers.write(home.resolve("rows"), 1_100);
    try (CommandLineCluster rows = new CommandLineCluster(stack, "pageofrows")) {
      // Given
      rows.run("produce", "--source=idx", "--data=" + data, "--rate=max");
      rows.startService(
          "train", "--shape=4", "--datatype=FP32", "--classes=3", "--snapshot-every=500");
      rows.watchRing(2);

      // When
      page.navigate(ShownRun.address(rows.startService("monitor", "--http-port", "0")));
      page.waitForSelector("#snapshots tbody tr");
      page.waitForSelector("#chart-accuracy path.trained");

      // Then: it is told with the snapshots
      assertThat(page.isVisible("#draw")).isFalse();
      assertThat(page.isVisible("#missed")).isFalse();
      assertThat(page.locator("#skip").isVisible()).isFalse();
      assertThat(page.isVisible("#confusion")).isTrue();
      double panel = page.locator(".charts").boundingBox().width;
      assertThat(panel).isEqualTo(page.locator(".tiles").boundingBox().width);
      audit(1280, 900, ColorScheme.LIGHT);
      audit(390, 844, ColorScheme.LIGHT);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    }
  }

  @Test
  @Order(10)
  void modelOfANumber_hasItsErrors_andTheNamesOfItsFeatures(@TempDir Path home) throws Exception {
    String pipeline = "pageofprices";
    Path mapping = Files.writeString(home.resolve("prices.yaml"), PricedRows.mapping(pipeline));
    PricedRows.send(stack.connection(), 1_200);
    try (CommandLineCluster prices = new CommandLineCluster(stack, pipeline)) {
      // Given
      String from = "--mapping=" + mapping;
      prices.start("score", "--gate", "off", "--no-http", "--instance", "one");
      prices.start("train", from, "--preset=tabular", "--snapshot-every=500", "--instance=one");
      prices.start("ingest", from, "--scored", "--instance", "one");

      // When
      page.navigate(ShownRun.address(prices.startService("monitor", "--http-port", "0")));
      page.waitForSelector("#served[data-value]");
      Awaitility.await("all to be learned and served")
          .atMost(CommandLineCluster.LONG)
          .until(() -> value("#learned") == 1_200 && labelled() == 1_200);

      // Then
      assertThat(page.innerText("#trained-title")).isEqualTo("Error before learning (MAE)");
      assertThat(page.innerText("#trained-of")).contains("the last value again: ");
      assertThat(value("#trained")).isBetween(0.0, PricedRows.ERROR_OF_THE_MEAN);
      page.waitForSelector("#chart-error path.baseline");
      page.waitForSelector("#scatter circle");
      assertThat(page.locator("#scatter circle").count()).isEqualTo(200);
      assertThat(page.isVisible("#confusion")).isFalse();
      assertThat(page.locator("#snapshots thead").innerText()).contains("MAE");
      assertThat(page.locator("#features tbody th").allInnerTexts())
          .containsExactly("demand", "supply", "supply?");
      assertThat(page.locator("#features tbody tr").nth(1).innerText())
          .containsPattern("[1-9].* %");
      audit(1280, 900, ColorScheme.LIGHT);
      audit(390, 844, ColorScheme.DARK);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    }
  }
}
