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

package io.github.heartbeat.benchmarks.scale;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The table, with the machine it was made on.
 */
final class Report {

	private static final String HEADER = """
			| what | measured | against | ratio | must | |
			|---|---|---|---|---|---|
			""";

	private Report() {
	}

	static void print(PrintStream out, String scenario, List<Row> rows) {
		out.println();
		out.println(scenario + ", " + machine());
		out.print(table(rows));
		out.println();
	}

	static void append(Path file, String scenario, List<Row> rows) throws IOException {
		String text = (Files.exists(file) ? "" : "# Results\n") + "\n## " + scenario + "\n\n" + machine() + "\n\n"
				+ table(rows);
		Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	private static String table(List<Row> rows) {
		StringBuilder table = new StringBuilder(HEADER);
		for (Row row : rows) {
			table.append("| ")
				.append(String.join(" | ", row.what(), row.measured(), row.against(), row.ratio(), row.must(),
						row.verdict()))
				.append(" |\n");
		}
		return table.toString();
	}

	private static String machine() {
		return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + memory() + ", "
				+ System.getProperty("os.name") + " " + System.getProperty("os.version") + ", JDK "
				+ System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + "), "
				+ LocalDate.now(ZoneOffset.UTC);
	}

	private static String processor() {
		return firstValue(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
	}

	private static String memory() {
		String total = firstValue(Path.of("/proc/meminfo"), "MemTotal", "");
		return total.isEmpty() ? "unknown memory"
				: Math.round(Long.parseLong(total.replaceAll("\\D", "")) / 1048576.0) + " GB";
	}

	private static String firstValue(Path file, String key, String defaultValue) {
		try {
			for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
				if (line.startsWith(key)) {
					return line.substring(line.indexOf(':') + 1).trim();
				}
			}
		}
		catch (IOException ex) {
			return defaultValue;
		}
		return defaultValue;
	}

}
