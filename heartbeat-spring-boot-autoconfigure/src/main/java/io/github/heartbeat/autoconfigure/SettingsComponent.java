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

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClientSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A component of {@link HeartbeatClientSettings}, and so a key or a group of keys.
 *
 * @param key the key below that of a client
 * @param uniformName the key as Boot compares it
 * @param target what the key is bound to
 * @param standard the value where nothing is set, or {@code null} for none
 */
record SettingsComponent(ConfigurationPropertyName key, String uniformName, Bindable<?> target,
		@Nullable Object standard) {

	static final ConfigurationPropertyName URL = ConfigurationPropertyName.of("url");

	private static final Constructor<HeartbeatClientSettings> CONSTRUCTOR = constructor();

	/**
	 * Return all components.
	 * @return the components, in the order of the constructor
	 */
	static List<SettingsComponent> all() {
		HeartbeatClientSettings standard = HeartbeatClientSettings.of(URI.create("ws://localhost"));
		return Stream.of(CONSTRUCTOR.getParameters()).map((parameter) -> of(parameter, standard)).toList();
	}

	private static SettingsComponent of(Parameter parameter, HeartbeatClientSettings standard) {
		ConfigurationPropertyName key = ConfigurationPropertyName
			.of(DataObjectPropertyName.toDashedForm(parameter.getName()));
		Method accessor = ClassUtils.getMethod(HeartbeatClientSettings.class, parameter.getName());
		return new SettingsComponent(key, key.getLastElement(Form.UNIFORM),
				Bindable.of(ResolvableType.forType(parameter.getParameterizedType()))
					.withAnnotations(parameter.getAnnotations()),
				ReflectionUtils.invokeMethod(accessor, standard));
	}

	/**
	 * Make settings.
	 * @param values the values of all components, in the order of the constructor
	 * @return the settings
	 * @throws org.springframework.beans.BeanInstantiationException if a value is not
	 * allowed
	 */
	static HeartbeatClientSettings create(@Nullable Object[] values) {
		return BeanUtils.instantiateClass(CONSTRUCTOR, values);
	}

	@SuppressWarnings("unchecked")
	private static Constructor<HeartbeatClientSettings> constructor() {
		return (Constructor<HeartbeatClientSettings>) HeartbeatClientSettings.class.getDeclaredConstructors()[0];
	}

	/**
	 * Return whether this is the URL, which is bound in a way of its own.
	 * @return whether it is
	 */
	boolean isUrl() {
		return URL.equals(this.key);
	}

}
