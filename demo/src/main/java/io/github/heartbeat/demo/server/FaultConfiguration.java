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

package io.github.heartbeat.demo.server;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.Assert;

/**
 * Makes a bean of the {@link FaultGates} that the environment knows.
 */
@Configuration(proxyBeanMethods = false)
class FaultConfiguration {

	@Bean
	FaultGates faultGates(ConfigurableEnvironment environment) {
		PropertySource<?> source = environment.getPropertySources().get(FaultGatePropertySource.NAME);
		Assert.state(source != null, "The environment has no gates");
		return (FaultGates) source.getSource();
	}

}
