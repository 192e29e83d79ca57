package dev.thalweg.integration.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium; none is ever downloaded. For one thread, as Playwright is. */
final class Chromium implements AutoCloseable {
  static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox", // which root can't have
          "--disable-gpu",
          "--disable-quic",
          "--disable-background-networking",
          "--no-first-run");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static boolean isInstalled() {
    return Files.isExecutable(EXECUTABLE);
  }

  static Chromium start() {
    Map<String, String> nothingIsDownloaded = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    Playwright playwright =
        Playwright.create(new Playwright.CreateOptions().setEnv(nothingIsDownloaded));
    try {
      BrowserType.LaunchOptions options =
          new BrowserType.LaunchOptions().setExecutablePath(EXECUTABLE).setArgs(ARGUMENTS);
      return new Chromium(playwright, playwright.chromium().launch(options));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /** A window of the size of a laptop's, in light colours. */
  BrowserWindow open() {
    return new BrowserWindow(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(1280, 900)
                .setColorScheme(ColorScheme.LIGHT)));
  }

  /** The browser and the driver end with it. */
  @Override
  public void close() {
    playwright.close();
  }
}
