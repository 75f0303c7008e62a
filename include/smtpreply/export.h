/* SPDX-License-Identifier: MIT */
/* How the library's functions are declared, for C and C++ and for shared and static libraries. */
#ifndef SMTPREPLY_EXPORT_H
#define SMTPREPLY_EXPORT_H

#if defined(__GNUC__)
#define SMTPREPLY_API __attribute__((visibility("default")))
#else
#define SMTPREPLY_API
#endif

#ifdef __cplusplus
#define SMTPREPLY_BEGIN_DECLARATIONS extern "C" {
#define SMTPREPLY_END_DECLARATIONS }
#else
#define SMTPREPLY_BEGIN_DECLARATIONS
#define SMTPREPLY_END_DECLARATIONS
#endif

#endif
