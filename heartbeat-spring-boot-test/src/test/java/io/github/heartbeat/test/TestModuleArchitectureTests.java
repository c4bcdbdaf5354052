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

package io.github.heartbeat.test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of the packages of this module, and of the test kit.
 */
class TestModuleArchitectureTests {

	private static final String ROOT = "io.github.heartbeat.test";

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void theKitKnowsNothingButJava() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ROOT, "java..", "javax.net..", "org.jspecify..")
			.check(this.classes);
	}

	@Test
	void theTransportsKnowNothingOfBoot() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT + ".transport")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "org.springframework.test..")
			.check(this.classes);
	}

	/**
	 * An annotation and what it is annotated with can't but know each other, as in Boot.
	 * @param name the package
	 */
	@ParameterizedTest
	@ValueSource(strings = { ROOT, ROOT + ".transport" })
	void classesOfAPackageAreFreeOfCircles(String name) {
		SlicesRuleDefinition.slices()
			.assignedFrom(new TopLevelClasses(name))
			.should()
			.beFreeOfCycles()
			.check(this.classes);
	}

	@Test
	void thereIsNoMutableStaticState() {
		ArchRuleDefinition.fields().that().areStatic().should().beFinal().check(this.classes);
	}

	/**
	 * Each top-level class of a package with all that is nested in it.
	 *
	 * @param packageName the package
	 */
	private record TopLevelClasses(String packageName) implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
			if (!javaClass.getPackageName().equals(this.packageName)) {
				return SliceIdentifier.ignore();
			}
			String name = javaClass.getName().substring(this.packageName.length() + 1);
			int nested = name.indexOf('$');
			return SliceIdentifier.of((nested != -1) ? name.substring(0, nested) : name);
		}

		@Override
		public String getDescription() {
			return "top-level classes of " + this.packageName;
		}

	}

}
