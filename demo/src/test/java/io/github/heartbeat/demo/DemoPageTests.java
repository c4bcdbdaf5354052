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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page of the {@link DemoApplication}, in a browser.
 */
class DemoPageTests {

	private WebDriver browser;

	private ConfigurableApplicationContext demo;

	private int port;

	@BeforeEach
	void choosePort() throws IOException {
		// Known beforehand, so that the demo can be started anew where it was
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = socket.getLocalPort();
		}
	}

	@AfterEach
	void close() {
		if (this.browser != null) {
			this.browser.quit();
		}
		if (this.demo != null) {
			this.demo.close();
		}
	}

	@Test
	void frozenFeedIsSeenToBeLostAndToComeBack() {
		open(Browsers.open());
		choose("feed");
		press("freeze");
		awaitText("#outcome", "froze 1 connection");
		awaitState("feed", "WAITING");
		awaitJournal("PING_TIMEOUT");
		press("thaw");
		awaitText("#outcome", "thawed");
		awaitState("feed", "OPEN");
		awaitJournal("back after");
		assertThat(segments("feed")).contains("OPEN", "CONNECTING", "WAITING");
		assertThatNothingIsWrong();
	}

	@Test
	void whatComesInIsShown() {
		open(Browsers.open());
		choose("feed");
		awaitText("#messages-title", "Messages to feed");
		await().until(() -> !texts("#message-list .text").isEmpty());
		assertThat(texts("#message-list .text")).allMatch((text) -> text.contains("systemCpu"));
		awaitText("#trip-summary", "median");
		choose("seed-style");
		awaitText("#messages-title", "Messages to seed-style");
		assertThat(texts("#chosen-ping")).containsExactly("message 'heartbeat' after 15 s of silence, 10 s to answer");
		assertThatNothingIsWrong();
	}

	@Test
	void saidGoodbyeClientCanBeStartedAgain() {
		open(Browsers.open());
		choose("seed-style");
		awaitState("seed-style", "OPEN");
		press("send-close");
		awaitState("seed-style", "STOPPED");
		awaitJournal("CLOSE_MESSAGE");
		click("[data-action=start]");
		awaitState("seed-style", "OPEN");
		assertThatNothingIsWrong();
	}

	@Test
	void pageComesBackWhenTheDemoDoes() {
		open(Browsers.open());
		this.demo.close();
		awaitText("#link", "Disconnected since");
		assertThat(this.browser.findElement(By.cssSelector("[data-fault=cut]")).isEnabled()).isFalse();
		start();
		awaitText("#link", "Live");
		awaitState("feed", "OPEN");
		assertThat(this.browser.findElement(By.cssSelector("[data-fault=cut]")).isEnabled()).isTrue();
	}

	@Test
	void narrowestPhoneNeedsNoHorizontalScrolling() {
		open(Browsers.openPhone());
		choose("flaky");
		awaitJournal("CONNECTION_LOST");
		assertThat(((JavascriptExecutor) this.browser)
			.executeScript("return [document.documentElement.scrollWidth, innerWidth]")).isEqualTo(List.of(360L, 360L));
	}

	private void open(WebDriver browser) {
		this.browser = browser;
		start();
		browser.get("http://127.0.0.1:" + this.port + "/");
		awaitState("feed", "OPEN");
	}

	private void start() {
		this.demo = new SpringApplicationBuilder(DemoApplication.class).run("--server.port=" + this.port,
				"--heartbeat.client.feed.connect-timeout=1s", "--heartbeat.client.feed.ping.interval=300ms",
				"--heartbeat.client.feed.ping.timeout=1s", "--heartbeat.client.feed.reconnect.delay=500ms",
				"--heartbeat.client.feed.reconnect.max-delay=1s");
	}

	private void choose(String client) {
		click("[data-client=" + client + "] button");
		awaitText("#chosen-name", client);
	}

	private void press(String fault) {
		click("[data-fault=" + fault + "]");
	}

	private void click(String selector) {
		this.browser.findElement(By.cssSelector(selector)).click();
	}

	private void awaitState(String client, String state) {
		awaitText("[data-client=" + client + "] .state", state);
	}

	private void awaitJournal(String text) {
		awaitText("#journal-rows", text);
	}

	private void awaitText(String selector, String text) {
		await().untilAsserted(() -> assertThat(texts(selector)).anyMatch((actual) -> actual.contains(text)));
	}

	private List<String> texts(String selector) {
		return collect(selector, "innerText");
	}

	private List<String> segments(String client) {
		return collect("[data-client=" + client + "] .timeline g", "className.baseVal");
	}

	// All at once, since the page may replace them at any moment
	private List<String> collect(String selector, String property) {
		List<?> values = (List<?>) script("return Array.from(document.querySelectorAll('" + selector
				+ "'), (element) => element." + property + ")");
		return values.stream().map(String::valueOf).toList();
	}

	private Object script(String script) {
		return Objects.requireNonNull(((JavascriptExecutor) this.browser).executeScript(script));
	}

	private void assertThatNothingIsWrong() {
		assertThat(this.browser.manage().logs().get(LogType.BROWSER)).extracting(LogEntry::getMessage).isEmpty();
	}

	private ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInSameThread();
	}

}
