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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * {@link SanitizingFunction} that hides what may be a secret in the settings of clients,
 * wherever an endpoint shows properties. Of a URL it leaves what may be shown.
 */
class SettingsSanitizer implements SanitizingFunction {

	private static final String CLIENT_VARIABLE = "HEARTBEAT_CLIENT_";

	private static final String DEFAULTS_VARIABLE = "HEARTBEAT_DEFAULTS_";

	private final PropertyKey keys = PropertyKey.root();

	private final PropertyKey client = PropertyKey.client();

	@Override
	public SanitizableData apply(SanitizableData data) {
		String key = data.getKey();
		String upperCase = key.toUpperCase(Locale.ROOT);
		if (upperCase.startsWith(CLIENT_VARIABLE) || upperCase.startsWith(DEFAULTS_VARIABLE)) {
			return sanitizeVariable(data, upperCase.startsWith(CLIENT_VARIABLE));
		}
		if (!upperCase.startsWith("HEARTBEAT.")) {
			return data;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(key, '.');
		PropertyKey known = this.keys.find(name, 1);
		if (known == null) {
			boolean harmless = !ClientPropertySources.CLIENT.isAncestorOf(name)
					&& !ClientPropertySources.DEFAULTS.isAncestorOf(name);
			return harmless ? data : data.withSanitizedValue();
		}
		boolean url = known.getName().equals("url") || ClientPropertySources.CLIENT.isParentOf(name);
		return url ? withDisplayUrl(data) : sanitize(data, known.isSensitive());
	}

	private SanitizableData sanitizeVariable(SanitizableData data, boolean ofClient) {
		String prefix = ofClient ? CLIENT_VARIABLE : DEFAULTS_VARIABLE;
		List<String> words = new ArrayList<>(
				List.of(data.getKey().substring(prefix.length()).toLowerCase(Locale.ROOT).split("_")));
		if (ofClient && words.size() == 1) {
			return withDisplayUrl(data);
		}
		for (int i = ofClient ? 1 : 0; i < words.size(); i++) {
			String key = this.client.findByWords(words.subList(i, words.size()));
			if (key != null) {
				PropertyKey known = this.client.find(ConfigurationPropertyName.of(key), 0);
				return key.equals("url") ? withDisplayUrl(data) : sanitize(data, known == null || known.isSensitive());
			}
			if (!ofClient) {
				break;
			}
		}
		return data.withSanitizedValue();
	}

	private SanitizableData sanitize(SanitizableData data, boolean sensitive) {
		return sensitive ? data.withSanitizedValue() : data;
	}

	private SanitizableData withDisplayUrl(SanitizableData data) {
		return (data.getValue() != null) ? data.withValue(DisplayUrl.of(data.getValue().toString())) : data;
	}

}
