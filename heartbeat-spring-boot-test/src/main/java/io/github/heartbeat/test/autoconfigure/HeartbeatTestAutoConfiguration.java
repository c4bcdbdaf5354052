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

package io.github.heartbeat.test.autoconfigure;

import java.util.Random;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.autoconfigure.HeartbeatAutoConfiguration;
import io.github.heartbeat.autoconfigure.HeartbeatConnectionDetails;
import io.github.heartbeat.engine.HeartbeatEngineCustomizer;
import io.github.heartbeat.test.HeartbeatTestClock;
import io.github.heartbeat.test.HeartbeatTestServer;
import io.github.heartbeat.test.transport.ClockEngineTimer;
import io.github.heartbeat.test.transport.MemoryTransport;
import io.github.heartbeat.test.transport.NoTransport;
import io.github.heartbeat.test.transport.RedirectingTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of what the clients of a test
 * connect to.
 */
@AutoConfiguration(before = HeartbeatAutoConfiguration.class)
public final class HeartbeatTestAutoConfiguration {

	private static final String SERVER = "heartbeat-test.server";

	// A word that is misspelled must not lead to what production connects to
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	HeartbeatEngineCustomizer heartbeatTestServerCheck(Environment environment) {
		Binder.get(environment).bind(SERVER, AutoConfigureHeartbeat.Server.class);
		return (builder) -> {
		};
	}

	private static HeartbeatTestServer customized(HeartbeatTestServer server,
			ObjectProvider<HeartbeatTestServerCustomizer> customizers) {
		customizers.orderedStream().forEach((customizer) -> customizer.customize(server));
		return server;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = SERVER, havingValue = "memory")
	static class MemoryConfiguration {

		private static final long SEED = 42;

		@Bean
		HeartbeatTestClock heartbeatTestClock() {
			return new HeartbeatTestClock();
		}

		@Bean(destroyMethod = "stop")
		HeartbeatTestServer heartbeatTestServer(HeartbeatTestClock clock,
				ObjectProvider<HeartbeatTestServerCustomizer> customizers) {
			return customized(HeartbeatTestServer.inMemory(clock), customizers);
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		HeartbeatConnectionDetails heartbeatTestConnectionDetails(HeartbeatTestServer server, Environment environment) {
			return new TestServerConnectionDetails(server::url, new ConfiguredUrls(environment));
		}

		@Bean
		@Order(0)
		HeartbeatEngineCustomizer heartbeatTestEngineCustomizer(HeartbeatTestServer server, HeartbeatTestClock clock) {
			return (builder) -> builder.transport((transport) -> (threads) -> new MemoryTransport(server))
				.time(new ClockEngineTimer(clock), clock, new Random(SEED))
				.keepAlive(false);
		}

		// Nobody lets time pass any more, for which a closing handshake would wait
		@Bean
		ApplicationListener<ContextClosedEvent> heartbeatTestServerReset(HeartbeatTestServer server,
				ApplicationContext context) {
			return (event) -> {
				if (event.getApplicationContext() == context) {
					server.reset();
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = SERVER, havingValue = "real")
	static class RealConfiguration {

		@Bean(destroyMethod = "stop")
		HeartbeatTestServer heartbeatTestServer(ObjectProvider<HeartbeatTestServerCustomizer> customizers) {
			return customized(HeartbeatTestServer.start(), customizers);
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		HeartbeatConnectionDetails heartbeatTestConnectionDetails(HeartbeatTestServer server, Environment environment) {
			return new TestServerConnectionDetails(server::url, new ConfiguredUrls(environment));
		}

		@Bean
		@Order(0)
		HeartbeatEngineCustomizer heartbeatTestEngineCustomizer(HeartbeatTestServer server) {
			return (builder) -> builder
				.transport((transport) -> (threads) -> new RedirectingTransport(transport.create(threads), server));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = SERVER, havingValue = "none")
	static class NoneConfiguration {

		private static final Log logger = LogFactory.getLog(HeartbeatTestAutoConfiguration.class);

		private static final String REASON = "Nothing connects in this test: say what to connect to with "
				+ "@AutoConfigureHeartbeat(server = ...), MEMORY, REAL or CONFIGURED";

		@Bean
		HeartbeatConnectionDetails heartbeatTestConnectionDetails(Environment environment) {
			return new TestServerConnectionDetails.None(new ConfiguredUrls(environment));
		}

		@Bean
		@Order(0)
		HeartbeatEngineCustomizer heartbeatTestEngineCustomizer() {
			return (builder) -> {
				logger.info(REASON);
				builder.transport((transport) -> (threads) -> new NoTransport(REASON)).settings(this::notStarted);
			};
		}

		private HeartbeatClientSettings notStarted(HeartbeatClientSettings settings) {
			return settings.withAutoStartup(false);
		}

	}

}
