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

import java.util.Map;
import java.util.function.Supplier;

import io.github.heartbeat.HeartbeatClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * {@link ConfigurationPropertiesBindHandlerAdvisor} that has the clients of
 * {@link HeartbeatProperties} bound by {@link ClientSettingsBinder}, and what goes wrong
 * below {@code heartbeat} told in the same way.
 */
class ClientsBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName HEARTBEAT = ConfigurationPropertyName.of("heartbeat");

	private final Supplier<ClientSettingsBinder> binder;

	ClientsBindHandlerAdvisor(Supplier<ClientSettingsBinder> binder) {
		this.binder = binder;
	}

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new ClientsBindHandler(bindHandler);
	}

	private final class ClientsBindHandler extends AbstractBindHandler {

		private final BindHandler parent;

		ClientsBindHandler(BindHandler parent) {
			super(parent);
			this.parent = parent;
		}

		@Override
		@SuppressWarnings("unchecked")
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			Supplier<T> clients = target.getValue();
			if (clients != null && isClients(name, target)) {
				((Map<String, HeartbeatClientSettings>) clients.get())
					.putAll(ClientsBindHandlerAdvisor.this.binder.get().bind(this.parent));
				return null;
			}
			return super.onStart(name, target, context);
		}

		private boolean isClients(ConfigurationPropertyName name, Bindable<?> target) {
			return ClientPropertySources.CLIENT.equals(name)
					&& target.getType().getGeneric(1).resolve() == HeartbeatClientSettings.class;
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			if (HEARTBEAT.equals(name) || HEARTBEAT.isAncestorOf(name)) {
				throw SettingsFailures.of(name, target, context, error);
			}
			return super.onFailure(name, target, context, error);
		}

	}

}
