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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the dashboard and the rules ask for is in the scrape of the running demo. The
 * counters of losses come with the first loss, for which {@code flaky} can be trusted.
 */
class DemoScrapeTests {

	private static final Pattern METRIC = Pattern.compile("\\bheartbeat_\\w+");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^heartbeat_\\w+");

	@Test
	void eachMetricOfDashboardAndRulesIsInTheScrape() throws Exception {
		Set<String> wanted = names(METRIC, Files.readString(Path.of("..", "grafana-dashboard.json")));
		wanted.addAll(names(METRIC, Files.readString(Path.of("..", "prometheus-alerts.yml"))));
		assertThat(wanted).hasSizeGreaterThan(10);
		try (ConfigurableApplicationContext context = SpringApplication.run(DemoApplication.class, "--server.port=0")) {
			int port = ((WebServerApplicationContext) context).getWebServer().getPort();
			URI url = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(names(SAMPLE, scrape(url))).containsAll(wanted));
		}
	}

	private static String scrape(URI url) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

	private static Set<String> names(Pattern pattern, String text) {
		Set<String> names = new TreeSet<>();
		pattern.matcher(text).results().forEach((result) -> names.add(result.group()));
		return names;
	}

}
