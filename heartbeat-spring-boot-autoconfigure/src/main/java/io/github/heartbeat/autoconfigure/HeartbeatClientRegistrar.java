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

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.engine.HeartbeatEngine;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * {@link BeanRegistrar} that makes each client a bean, named after it with a suffix.
 * After ahead-of-time processing it runs when the application starts, so that the names
 * need not be known before.
 */
class HeartbeatClientRegistrar implements BeanRegistrar {

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		ConfigurableEnvironment configurable = (ConfigurableEnvironment) environment;
		ClientSettingsBinder binder = new ClientSettingsBinder(configurable, BinderFactory.of(configurable),
				Collections::emptyList);
		ClientNames names = binder.getNames();
		registry.registerBean("heartbeatClientNames", ClientNames.class,
				(spec) -> spec.infrastructure().supplier((context) -> names));
		names.getBeanNames().forEach((name, beanName) -> register(registry, name, beanName));
	}

	private void register(BeanRegistry registry, String name, String beanName) {
		registry.registerBean(beanName, HeartbeatClient.class,
				(spec) -> spec.supplier((context) -> context.bean(HeartbeatEngine.class).get(name)));
	}

}
