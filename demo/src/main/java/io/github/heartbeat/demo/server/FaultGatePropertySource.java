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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.PropertySource;

/**
 * Makes the port of each {@link FaultGate} known as {@code demo.gate.<client>.port}, so
 * that {@code heartbeat.client.<client>.url} can contain it.
 */
class FaultGatePropertySource extends PropertySource<FaultGates> {

	static final String NAME = "faultGates";

	private static final Pattern PORT = Pattern.compile("demo\\.gate\\.([a-z0-9-]+)\\.port");

	FaultGatePropertySource(FaultGates gates) {
		super(NAME, gates);
	}

	@Override
	public @Nullable Object getProperty(String name) {
		Matcher matcher = PORT.matcher(name);
		return matcher.matches() ? this.source.getPort(matcher.group(1)) : null;
	}

}
