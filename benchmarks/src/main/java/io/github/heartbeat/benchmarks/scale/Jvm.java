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

import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.management.JMException;
import javax.management.ObjectName;

import com.sun.management.OperatingSystemMXBean;

/**
 * What this process uses.
 */
final class Jvm {

	private Jvm() {
	}

	/**
	 * Return the heap that is in use after full garbage collections.
	 * @return the least number of bytes of several tries
	 * @throws InterruptedException if interrupted
	 */
	static long usedHeap() throws InterruptedException {
		long used = Long.MAX_VALUE;
		for (int i = 0; i < 4; i++) {
			System.gc();
			Thread.sleep(300);
			used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return used;
	}

	static long directMemory() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
	}

	static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	static long cpuNanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	static int openFiles() {
		String[] files = new File("/proc/self/fd").list();
		return (files != null) ? files.length : -1;
	}

	/**
	 * Fail if this process may not open that many files.
	 * @param needed the number of files
	 * @throws IOException if the limit can't be read
	 */
	static void requireOpenFiles(int needed) throws IOException {
		Path limits = Path.of("/proc/self/limits");
		if (!Files.exists(limits)) {
			return;
		}
		List<String> lines = Files.readAllLines(limits, StandardCharsets.UTF_8);
		for (String line : lines) {
			if (line.startsWith("Max open files")) {
				String limit = line.substring("Max open files".length()).trim().split("\\s+")[0];
				if (!limit.equals("unlimited") && Long.parseLong(limit) < needed) {
					throw new IllegalStateException("This needs " + needed + " open files, the limit is " + limit
							+ ": raise it with 'ulimit -n' or take fewer clients with '--clients'");
				}
			}
		}
	}

	/**
	 * Write the class histogram of the live heap to a file.
	 * @param file the file
	 * @throws IOException if it can't be written
	 */
	static void writeHistogram(Path file) throws IOException {
		try {
			Object text = ManagementFactory.getPlatformMBeanServer()
				.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
						new Object[] { new String[0] }, new String[] { String[].class.getName() });
			Files.writeString(file, String.valueOf(text));
		}
		catch (JMException ex) {
			throw new IOException("There is no class histogram", ex);
		}
	}

	/**
	 * Return a percentile.
	 * @param values the values, which get sorted
	 * @param percentile the percentile, from 0 to 1
	 * @return the value
	 */
	static long percentile(long[] values, double percentile) {
		Arrays.sort(values);
		return values[(int) Math.min(values.length - 1, Math.round(values.length * percentile))];
	}

	static String format(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

}
