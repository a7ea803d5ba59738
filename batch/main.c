/* The muhafiz command. */
#include "index/index.h"

int main(void)
{
    return 2;
}
