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

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for ahead-of-time processing.
 */
class HeartbeatAotTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final DefaultGenerationContext generationContext = new DefaultGenerationContext(
			new ClassNameGenerator(ClassName.get(Application.class)), this.files);

	@Test
	void whenProcessedThenNamesOfClientsAreNotFixed() throws Exception {
		process();
		StringBuilder sources = new StringBuilder();
		for (String path : this.files.getGeneratedFiles(Kind.SOURCE).keySet()) {
			sources.append(this.files.getGeneratedFileContent(Kind.SOURCE, path));
		}
		assertThat(sources).contains("new HeartbeatClientRegistrar()").doesNotContain("pricesHeartbeatClient");
	}

	@Test
	void whenProcessedThenConditionsOfListenersCanReadEvents() throws Exception {
		process();
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HeartbeatMessageEvent.class, "getClientName"))
			.accepts(this.generationContext.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HeartbeatMessageEvent.class, "getText"))
			.accepts(this.generationContext.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HeartbeatClient.class, "getName"))
			.accepts(this.generationContext.getRuntimeHints());
	}

	@Test
	void whenProcessedThenPropertiesCanBeBound() throws Exception {
		process();
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(HeartbeatClientSettings.Ping.class.getDeclaredConstructors()[0]))
			.accepts(this.generationContext.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(HeartbeatClientSettings.class.getDeclaredConstructors()[0]))
			.accepts(this.generationContext.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(ClientDefaultsProperties.class.getDeclaredConstructors()[0]))
			.accepts(this.generationContext.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(HeartbeatClientSettings.class, "ping"))
			.accepts(this.generationContext.getRuntimeHints());
	}

	private void process() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of("heartbeat.client.prices.url=wss://feed.example.com").applyTo(context);
			context.register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, this.generationContext);
			this.generationContext.writeGeneratedContent();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ HeartbeatAutoConfiguration.class, HeartbeatHealthContributorAutoConfiguration.class,
			HeartbeatMetricsAutoConfiguration.class })
	static class Application {

	}

}
