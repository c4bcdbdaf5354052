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

package io.github.heartbeat.smoke.webflux;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import io.github.heartbeat.test.HeartbeatTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class WebFluxApplicationTests {

	@Test
	void whenApplicationServesTheWebThenItGoesOnAndTheClientConnects() throws Exception {
		try (HeartbeatTestServer feed = HeartbeatTestServer.start();
				ConfigurableApplicationContext context = SpringApplication.run(WebFluxApplication.class,
						"--server.port=0", "--server.address=127.0.0.1",
						"--heartbeat.client.feed.url=" + feed.url("/"))) {
			WebServerApplicationContext web = (WebServerApplicationContext) context;
			assertThat(web.getWebServer()).isInstanceOf(NettyWebServer.class);
			URI url = URI.create("http://127.0.0.1:" + web.getWebServer().getPort() + "/state");
			HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
			HttpClient client = HttpClient.newHttpClient();
			Awaitility.await()
				.atMost(Duration.ofSeconds(15))
				.untilAsserted(
						() -> assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("OPEN"));
		}
	}

}
