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

package io.github.heartbeat.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts this program again in another process, on the same JDK.
 */
public final class JavaCommand {

	private final List<String> options;

	public JavaCommand(String... options) {
		this.options = List.of(options);
	}

	/**
	 * Start the process.
	 * @param errors where its standard error goes
	 * @param arguments its arguments
	 * @return the process
	 * @throws IOException if it can't be started
	 */
	public Process start(Redirect errors, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(this.options);
		command.add("-cp");
		command.add(System.getProperty("java.class.path"));
		command.add(Benchmarks.class.getName());
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(errors).start();
	}

}
