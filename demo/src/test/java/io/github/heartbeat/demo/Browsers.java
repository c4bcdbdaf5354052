/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.service.DriverCommandExecutor;

/**
 * Opens the browser of the system, and never one that would have to be downloaded.
 */
final class Browsers {

	private Browsers() {
	}

	/**
	 * Open a browser without a window, or skip the test where none is installed.
	 * @return the browser
	 */
	static WebDriver open() {
		return open(new ChromeOptions().addArguments("--window-size=1280,900"));
	}

	/**
	 * Open a browser with the screen of the narrowest phone.
	 * @return the browser
	 */
	static WebDriver openPhone() {
		ChromeOptions options = new ChromeOptions();
		options.setExperimentalOption("mobileEmulation",
				Map.of("deviceMetrics", Map.of("width", 360, "height", 740, "pixelRatio", 2.0)));
		return open(options);
	}

	private static WebDriver open(ChromeOptions options) {
		Optional<Path> browser = find("chromium", "chromium-browser", "google-chrome");
		Optional<Path> driver = find("chromedriver");
		Assumptions.assumeTrue(browser.isPresent() && driver.isPresent(),
				"The page is not tested, since chromium and chromedriver are not both on the PATH "
						+ "(apt-get install chromium chromium-driver)");
		options.setBinary(browser.orElseThrow().toFile());
		// The driver adds a directory of its own for the profile and removes it
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
				"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(driver.orElseThrow().toFile())
			.usingAnyFreePort()
			.build();
		// Not a ChromeDriver, which can't be without the means to download; this one
		// starts and stops the service as well
		return new RemoteWebDriver(new DriverCommandExecutor(service), options);
	}

	private static Optional<Path> find(String... names) {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.of(names)
			.flatMap((name) -> Stream.of(path.split(File.pathSeparator)).map((directory) -> Path.of(directory, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
