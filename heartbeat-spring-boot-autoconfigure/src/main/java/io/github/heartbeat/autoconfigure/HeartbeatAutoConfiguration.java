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

package io.github.heartbeat.autoconfigure;

import java.util.Collections;

import io.github.heartbeat.HeartbeatConnectionInitializer;
import io.github.heartbeat.HeartbeatCorrelator;
import io.github.heartbeat.HeartbeatHandshakeCustomizer;
import io.github.heartbeat.HeartbeatMessageKeyExtractor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatPingMessageSupplier;
import io.github.heartbeat.HeartbeatReadyPredicate;
import io.github.heartbeat.HeartbeatWebSocketClientFactory;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.engine.HeartbeatEngineCustomizer;
import io.github.heartbeat.engine.send.PayloadConverter;
import io.github.heartbeat.transport.standard.StandardTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Heartbeat's WebSocket clients.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnClass(WebSocketClient.class)
@ConditionalOnBooleanProperty(name = "heartbeat.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeartbeatProperties.class)
@Import({ HeartbeatClientRegistrar.class, HeartbeatObserverConfiguration.class })
@ImportRuntimeHints(HeartbeatRuntimeHints.class)
public final class HeartbeatAutoConfiguration {

	private static final Log logger = LogFactory.getLog(HeartbeatAutoConfiguration.class);

	private static final boolean MDC_PRESENT = ClassUtils.isPresent("org.slf4j.MDC",
			HeartbeatAutoConfiguration.class.getClassLoader());

	@Bean
	static UnknownPropertyCheck heartbeatUnknownPropertyCheck(Environment environment) {
		return new UnknownPropertyCheck(environment);
	}

	@Bean
	static ClientQualifiers heartbeatClientQualifiers() {
		return new ClientQualifiers();
	}

	@Bean
	static ClientConnectionDetails heartbeatClientConnectionDetails(
			ObjectProvider<HeartbeatConnectionDetails> connectionDetails) {
		return new ClientConnectionDetails(() -> connectionDetails.orderedStream().toList());
	}

	@Bean
	static ClientSettingsBinder heartbeatClientSettingsBinder(ConfigurableEnvironment environment,
			ConfigurableListableBeanFactory beanFactory, ClientConnectionDetails connectionDetails,
			ObjectProvider<SslBundles> sslBundles) {
		return new ClientSettingsBinder(environment, BinderFactory.of(environment, beanFactory),
				connectionDetails::getUrl,
				() -> sslBundles.stream().findFirst().map(SslBundles::getBundleNames).orElse(Collections.emptyList()));
	}

	@Bean
	static ClientsBindHandlerAdvisor heartbeatClientsBindHandlerAdvisor(
			ObjectProvider<ClientSettingsBinder> settingsBinder) {
		return new ClientsBindHandlerAdvisor(settingsBinder::getObject);
	}

	@Bean
	HeartbeatEngine heartbeatEngine(HeartbeatProperties properties, ClientSettingsBinder settingsBinder,
			ClientNames clientNames, ApplicationEventPublisher publisher, Environment environment,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<HeartbeatHandshakeCustomizer> handshakeCustomizers,
			ObjectProvider<HeartbeatWebSocketClientFactory> webSocketClientFactory,
			ObjectProvider<HeartbeatPingMessageSupplier> pingMessageSupplier,
			ObjectProvider<HeartbeatMessageKeyExtractor> messageKeyExtractor,
			ObjectProvider<HeartbeatReadyPredicate> readyPredicate,
			ObjectProvider<HeartbeatConnectionInitializer> connectionInitializers,
			ObjectProvider<HeartbeatCorrelator> correlators, ObjectProvider<PayloadConverter> payloadConverter,
			ObjectProvider<HeartbeatObserver> observers, ClientConnectionDetails connectionDetails,
			ObjectProvider<HeartbeatEngineCustomizer> customizers) {
		HeartbeatEngine.Builder builder = HeartbeatEngine
			.builder(MDC_PRESENT ? ClientNameMdc.restoring(publisher) : publisher,
					(threads) -> new StandardTransport(threads, webSocketClientFactory::getIfAvailable))
			.maxConcurrentConnects(maxConcurrent(properties.getConnect()))
			.connectRate(rate(properties.getConnect()))
			.virtualThreads(Threading.VIRTUAL.isActive(environment))
			.keepAlive(properties.isKeepAlive())
			.defaults(settingsBinder::getDefaults)
			.phase(properties.getPhase())
			.handshakeCustomizers(() -> handshakeCustomizers.orderedStream().toList())
			.connectionInitializers(() -> connectionInitializers.orderedStream().toList())
			.correlators(() -> correlators.orderedStream().toList())
			.messageKeyExtractor(messageKeyExtractor::getIfAvailable)
			.readyPredicate(readyPredicate::getIfAvailable)
			.pingMessageSupplier(pingMessageSupplier::getIfAvailable)
			.payloadConverter(payloadConverter::getIfAvailable)
			.observers(observers.orderedStream().toList())
			.sslContexts((bundleName) -> connectionDetails.getSslContext(bundleName,
					() -> sslBundles.getObject().getBundle(bundleName)));
		properties.getClient()
			.forEach((name, settings) -> builder.client(name, connectionDetails.apply(name, settings)));
		if (properties.getClient().isEmpty()) {
			logger.info(clientNames.getNames().isEmpty()
					? "No client is defined: there is no property such as 'heartbeat.client.prices.url'"
					: "No client is enabled, of those that are defined: " + clientNames.getNames());
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static int maxConcurrent(HeartbeatProperties.Connect connect) {
		int maxConcurrent = connect.getMaxConcurrent();
		if (maxConcurrent < 1) {
			throw invalid("heartbeat.connect.max-concurrent", maxConcurrent);
		}
		return maxConcurrent;
	}

	private static double rate(HeartbeatProperties.Connect connect) {
		Double rate = connect.getRate();
		if (rate != null && !(rate > 0 && rate <= 1_000_000)) {
			throw invalid("heartbeat.connect.rate", rate);
		}
		return (rate != null) ? rate : 0;
	}

	private static InvalidHeartbeatPropertyException invalid(String key, Number value) {
		return new InvalidHeartbeatPropertyException(key, value.toString(), true, "The number must be positive.",
				"Review the value of the property '" + key + "' with the provided reason.");
	}

}
