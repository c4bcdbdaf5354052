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

package io.github.heartbeat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.unit.DataSize;

/**
 * Makes records of the values in their {@link DefaultValue} annotations, as Boot does
 * when it binds properties and none is set.
 */
final class DefaultValues {

	private DefaultValues() {
	}

	/**
	 * Create a record whose first components are given, and whose others have their
	 * default values.
	 * @param <R> the type of the record
	 * @param type the type of the record
	 * @param given the values of the first components
	 * @return the record
	 */
	static <R extends Record> R create(Class<R> type, Object... given) {
		Constructor<R> constructor = constructor(type);
		Parameter[] parameters = constructor.getParameters();
		@Nullable Object[] values = new @Nullable Object[parameters.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = (i < given.length) ? given[i] : value(parameters[i]);
		}
		return BeanUtils.instantiateClass(constructor, values);
	}

	// A record without a constructor of its own has the canonical one alone
	@SuppressWarnings("unchecked")
	private static <R extends Record> Constructor<R> constructor(Class<R> type) {
		return (Constructor<R>) type.getDeclaredConstructors()[0];
	}

	private static @Nullable Object value(Parameter parameter) {
		DefaultValue annotation = parameter.getAnnotation(DefaultValue.class);
		if (annotation == null) {
			return null;
		}
		return (annotation.value().length != 0) ? convert(annotation.value()[0], parameter.getType())
				: empty(parameter.getType());
	}

	private static Object empty(Class<?> type) {
		if (type == List.class) {
			return Collections.emptyList();
		}
		return (type == Map.class) ? Collections.emptyMap() : create(type.asSubclass(Record.class));
	}

	private static @Nullable Object convert(String text, Class<?> type) {
		if (type == Duration.class) {
			return DurationFormatterUtils.parse(text, Style.SIMPLE);
		}
		if (type == DataSize.class) {
			return DataSize.parse(text);
		}
		String value = type.isEnum() ? text.toUpperCase(Locale.ROOT).replace('-', '_') : text;
		return DefaultConversionService.getSharedInstance().convert(value, type);
	}

}
