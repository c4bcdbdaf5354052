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

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatSettingsException;
import io.github.heartbeat.HeartbeatTextPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.unit.DataSize;

/**
 * Makes an {@link InvalidHeartbeatPropertyException} of whatever goes wrong while a
 * property is bound: with the name under which the property is configured, its value
 * where that is no secret, and what was expected.
 */
final class SettingsFailures {

	private static final String HIDDEN = "(hidden)";

	private SettingsFailures() {
	}

	/**
	 * Return the exception for a failure.
	 * @param name the name that was bound
	 * @param target what it was bound to
	 * @param context the context of binding
	 * @param error the failure
	 * @return the exception to throw
	 */
	static InvalidHeartbeatPropertyException of(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) {
		InvalidHeartbeatPropertyException known = find(error, InvalidHeartbeatPropertyException.class);
		if (known != null) {
			return known;
		}
		HeartbeatSettingsException refused = find(error, HeartbeatSettingsException.class);
		if (refused != null) {
			return refused(name, context.getSources(), refused);
		}
		UnboundConfigurationPropertiesException unbound = find(error, UnboundConfigurationPropertiesException.class);
		if (unbound != null) {
			return invalid(unbound.getUnboundProperties().iterator().next(), HIDDEN, false,
					"There is a gap before this element: the indexes of a list begin with 0 and leave none out.");
		}
		ConfigurationProperty property = context.getConfigurationProperty();
		if (property == null) {
			return invalid(text(name), HIDDEN, false, reason(error, target.getType(), false));
		}
		boolean shown = !isSensitive(property.getName());
		boolean resolved = find(error, PlaceholderResolutionException.class) == null;
		return invalid(property, shown ? String.valueOf(property.getValue()) : HIDDEN, shown && resolved,
				reason(error, target.getType(), shown));
	}

	/**
	 * Return a name as it is written, which it is not in its own text.
	 * @param name the name of a property
	 * @return the text
	 */
	static String text(ConfigurationPropertyName name) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			String element = name.getElement(i, Form.ORIGINAL);
			text.append(name.isNumericIndex(i) ? "[" + element + "]" : ((i != 0) ? "." : "") + element);
		}
		return text.toString();
	}

	/**
	 * Return the exception for settings that can't be made.
	 * @param client the name of the properties of the client, or of the defaults
	 * @param sources where its values are from
	 * @param error the failure
	 * @return the exception to throw
	 */
	static RuntimeException of(ConfigurationPropertyName client, Iterable<ConfigurationPropertySource> sources,
			RuntimeException error) {
		HeartbeatSettingsException refused = find(error, HeartbeatSettingsException.class);
		return (refused != null) ? refused(client.append("url"), sources, refused) : error;
	}

	private static InvalidHeartbeatPropertyException refused(ConfigurationPropertyName name,
			Iterable<ConfigurationPropertySource> sources, HeartbeatSettingsException refused) {
		ConfigurationPropertyName root = root(name);
		ConfigurationProperty property = find(sources, root, refused.getKey());
		if (property == null) {
			return invalid(text(root) + "." + refused.getKey(), refused.getValue(), false, refused.getReason());
		}
		if (refused.getKey().equals("url")) {
			return invalidUrl(property, refused.getReason());
		}
		ConfigurationPropertyName key = property.getName();
		PropertyKey known = PropertyKey.root().find(key, 1);
		boolean shown = known != null && !known.isSensitive() && !known.isList();
		return invalid(text(root(key)) + "." + refused.getKey(), refused.getValue(), shown, refused.getReason());
	}

	/**
	 * Return the exception for a URL that is not allowed.
	 * @param property the property that has it
	 * @param reason what is allowed, as a sentence
	 * @return the exception to throw
	 */
	static InvalidHeartbeatPropertyException invalidUrl(ConfigurationProperty property, String reason) {
		return invalid(property, DisplayUrl.of(String.valueOf(property.getValue())), false, reason);
	}

	private static InvalidHeartbeatPropertyException invalid(ConfigurationProperty property, String value,
			boolean shown, String reason) {
		ConfigurationPropertyName name = property.getName();
		boolean element = name.isNumericIndex(name.getNumberOfElements() - 1);
		return invalid(text(element ? name.getParent() : name), value, shown, reason);
	}

	/**
	 * Return the exception for a value that is not allowed.
	 * @param name the full name of the property
	 * @param value the value, secrets taken out
	 * @param shown whether the report may show the value as it was configured instead
	 * @param reason what is allowed, as a sentence
	 * @return the exception to throw
	 */
	static InvalidHeartbeatPropertyException invalid(String name, String value, boolean shown, String reason) {
		return new InvalidHeartbeatPropertyException(name, value, shown, reason,
				"Review the value of the property '" + name + "' with the provided reason.");
	}

	/**
	 * Return what to throw for an exception of Boot's binder.
	 * @param exception the exception
	 * @return what it was made of
	 */
	static RuntimeException unwrap(BindException exception) {
		InvalidHeartbeatPropertyException invalid = find(exception, InvalidHeartbeatPropertyException.class);
		return (invalid != null) ? invalid : exception;
	}

	/**
	 * Return why a placeholder can't be resolved.
	 * @param exception the exception
	 * @return the reason, without the text around the placeholder
	 */
	static String reason(PlaceholderResolutionException exception) {
		String placeholder = exception.getPlaceholder();
		String why = String.valueOf(exception.getMessage()).startsWith("Circular") ? "'%1$s' leads back to itself."
				: "There is no property '%1$s'. Define it, give it a default as in '${%1$s:...}', or write "
						+ "'\\${' for a text that is meant as it stands.";
		return "A placeholder in it can't be resolved. " + String.format(why, placeholder);
	}

	private static String reason(Exception error, ResolvableType type, boolean shown) {
		PlaceholderResolutionException placeholder = find(error, PlaceholderResolutionException.class);
		if (placeholder != null) {
			return reason(placeholder);
		}
		Throwable root = NestedExceptionUtils.getMostSpecificCause(error);
		Class<?> wanted = wanted(type);
		if (wanted == CodeRange.class || wanted == HeartbeatTextPattern.class) {
			return String.valueOf(root.getMessage());
		}
		String message = shown ? String.valueOf(root.getMessage()) : "The value can't be converted";
		return message + (message.endsWith(".") ? " " : ". ") + expected(wanted);
	}

	private static Class<?> wanted(ResolvableType type) {
		Class<?> resolved = type.resolve(Object.class);
		resolved = Collection.class.isAssignableFrom(resolved) ? type.asCollection().resolveGeneric(0) : resolved;
		return ClassUtils.resolvePrimitiveIfNecessary((resolved != null) ? resolved : Object.class);
	}

	private static String expected(Class<?> type) {
		if (type.isEnum()) {
			return Stream.of(type.getEnumConstants())
				.map((constant) -> "'" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "'")
				.collect(Collectors.joining(", ", "One of these is expected: ", "."));
		}
		if (type == Duration.class) {
			return "A duration such as '15s', '500ms' or '2m' is expected; a number alone means seconds.";
		}
		if (type == DataSize.class) {
			return "A size such as '64KB' or '8MB' is expected; a number alone means bytes.";
		}
		if (type == Boolean.class) {
			return "'true' or 'false' is expected.";
		}
		if (Number.class.isAssignableFrom(type)) {
			return (type == Double.class) ? "A number such as '1.5' is expected." : "A whole number is expected.";
		}
		return "A value of another kind is expected.";
	}

	private static boolean isSensitive(ConfigurationPropertyName name) {
		PropertyKey key = PropertyKey.root().find(name, 1);
		return key == null || key.isSensitive();
	}

	private static ConfigurationPropertyName root(ConfigurationPropertyName name) {
		return name.chop(
				ClientPropertySources.DEFAULTS.isAncestorOf(name) ? ClientPropertySources.DEFAULTS.getNumberOfElements()
						: ClientPropertySources.CLIENT.getNumberOfElements() + 1);
	}

	private static @Nullable ConfigurationProperty find(Iterable<ConfigurationPropertySource> sources,
			ConfigurationPropertyName root, String key) {
		ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(root + "." + key);
		for (ConfigurationPropertySource source : sources) {
			ConfigurationProperty property = (name != null) ? source.getConfigurationProperty(name)
					: findHeader(source, root.append("headers"), key.substring("headers.".length()));
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private static @Nullable ConfigurationProperty findHeader(ConfigurationPropertySource source,
			ConfigurationPropertyName headers, String header) {
		if (source instanceof IterableConfigurationPropertySource iterable) {
			for (ConfigurationPropertyName name : iterable) {
				if (headers.isParentOf(name) && name.getLastElement(Form.ORIGINAL).equalsIgnoreCase(header)) {
					return source.getConfigurationProperty(name);
				}
			}
		}
		return null;
	}

	private static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

}
